"""`evenhand assess` and `evenhand explain`: one case, answered for a head teacher or for an auditor."""

import datetime as dt
import difflib
import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from engine.problems import Complaints, Problem, Refused
from panel_api.cli_stop import FAILED, UNUSABLE, Stop, unusable

if TYPE_CHECKING:
    from engine.assessing import Assessment, Opinions
    from engine.explaining.explain import Explanation
    from engine.opinions.network import Network
    from engine.rulebook import Rulebook
    from engine.sharing.allocation import AllocationAnswers
    from engine.values import Value

Found = TypeVar("Found")
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
PATIENCE: Final = 10
"""Seconds a second opinion may take on a busy machine before its worker is replaced."""
DESCRIPTIVE: Final = ("$schema", "about", "comment", "id", "name", "note", "notes", "reference", "title")
"""Fields a case file may hold for its readers; the engine reads `facts` and `as_of` alone."""

CaseFile = Annotated[
    str, typer.Argument(metavar="CASE.json", help='A file with {"facts": {…}, "as_of": "…"}; - reads standard input.')
]
Rules = Annotated[
    str, typer.Option("--rulebook", metavar="rules/NAME", help="A rulebook's folder, or the name of a shipped one.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day whose rules apply, over the file's own.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of sentences.")]


def add_to(app: typer.Typer) -> None:
    """Add both commands."""
    app.command("assess")(assess_command)
    app.command("explain")(explain_command)


def make_network() -> "Network":
    """The second opinion on logic. Tests put another in its place."""
    from engine.opinions.network import Network

    return Network(timeout=PATIENCE)


def assess_command(case: CaseFile, rulebook: Rules, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Assess one case by a rulebook, confirmed by second opinions."""
    _answer(case, rulebook, as_of, as_json, trace=False)


def explain_command(case: CaseFile, rulebook: Rules, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """The same, at length: for auditors, with every condition and what would change the answer."""
    _answer(case, rulebook, as_of, as_json, trace=True)


def _answer(case: str, rulebook: str, as_of: str | None, as_json: bool, *, trace: bool) -> None:
    from engine.explaining.explain import explain
    from engine.explaining.report import report
    from engine.explaining.say import report_text

    book, answers, day = _read(case, rulebook, as_of)
    if not isinstance(answers, dict):
        _share_out(book, answers, day, as_json, trace=trace)
        return
    assessment, opinions = _confirmed(book, answers, day)
    explanation = explain(assessment)
    if as_json:
        shown = json.dumps(report(assessment, explanation, opinions), ensure_ascii=False, indent=2)
    else:
        shown = report_text(assessment, explanation, opinions)
        if trace:
            shown += _at_length(explanation)
    sys.stdout.write(shown.rstrip("\n") + "\n")


def _share_out(book: "Rulebook", answers: "AllocationAnswers", day: dt.date, as_json: bool, *, trace: bool) -> None:
    """A sharing between partnerships: every figure, and each opened into its arithmetic in JSON or at length."""
    from engine.explaining.sharing import allocation_report, allocation_text
    from engine.sharing.allocation import allocate

    found = allocate(book, answers, day) if book.in_force.holds(day) else None
    if as_json:
        sys.stdout.write(json.dumps(allocation_report(book, day, found), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(allocation_text(book, day, found, at_length=trace))


def _at_length(explanation: "Explanation") -> str:
    """What an auditor reads besides: what would change the answer, and every condition there is."""
    parts = ["\nWhat would change it", *(f"- {each.sentence}" for each in explanation.changes)]
    if not explanation.changes:
        parts.append("- Nothing that was tried.")
    parts.append("\nEverything that was looked at")
    home = ""
    for line in explanation.trace:
        if line.home != home:
            home = line.home
            parts.append(f"\n{home}")
        parts.append(f"  {line.says}")
    return "\n".join(parts)


def _confirmed(book: "Rulebook", answers: Mapping[str, "Value"], day: dt.date) -> tuple["Assessment", "Opinions"]:
    from engine.assessing import OpinionsDiffer, assess, confirm
    from engine.opinions.network import NetworkFailed

    assessment = assess(book, answers, day)
    try:
        with make_network() as network:
            return assessment, confirm(assessment, network)
    except OpinionsDiffer as error:
        says = [f"  {each}" for each in error.differences]
        raise Stop(FAILED, [f"There is no result: second opinions differ on {error.rulebook}.", *says]) from None
    except NetworkFailed as error:
        raise Stop(FAILED, [f"There is no result: a second opinion could not be had. {error}"]) from None


def _read(
    case: str, rulebook: str, as_of: str | None
) -> tuple["Rulebook", "dict[str, Value] | AllocationAnswers", dt.date]:
    """The rulebook, the answers and the day; every problem with any of them at once."""
    lines: list[str] = []
    book = _or_lines(lambda: read_rulebook(rulebook), lines)
    document = _or_lines(lambda: _document(case), lines)
    if document is not None:
        _or_lines(lambda: _check_fields(case, document), lines)
    day = _or_lines(lambda: _day(case, document, as_of), lines) if document is not None else None
    answers = _or_lines(lambda: _answers(case, document, book), lines) if document and book else None
    if book is None or answers is None or day is None or lines:
        raise Stop(UNUSABLE, lines)
    return book, answers, day


def _or_lines(read: Callable[[], Found], lines: list[str]) -> Found | None:
    try:
        return read()
    except Stop as stop:
        lines.extend(stop.lines)
        return None


def read_rulebook(text: str) -> "Rulebook":
    """The checked rulebook a person names. Raises Stop with every problem."""
    from engine.proof.check import load_checked
    from panel_api.shelf import Shelf, find_folder

    folder = find_folder(text)
    if folder is None:
        shipped = ", ".join(Shelf().names())
        expected = f"a folder that holds rulebook.yaml, or one of the shipped {shipped}"
        raise unusable([Problem("--rulebook", f"there is no rulebook {text!r}", expected, "Check the path")])
    try:
        return load_checked(folder)
    except Refused as error:
        raise unusable(error.problems) from None


def _document(case: str) -> Mapping[str, object]:
    """The case file: an object."""
    from engine.strict_json import read_json

    try:
        document = read_json(_bytes(case), case)
    except Refused as error:
        raise unusable(error.problems) from None
    if not isinstance(document, dict):
        raise unusable([Problem(case, "it holds no object", 'an object such as {"facts": {…}}', "Write {…}")])
    return document


def _check_fields(case: str, document: Mapping[str, object]) -> None:
    complaints = Complaints()
    for name in document:
        if name not in ("facts", "as_of", *DESCRIPTIVE):
            near = difflib.get_close_matches(name, ("facts", "as_of"), 1)
            expected = f"`{near[0]}`" if near else "`facts`, `as_of`, and words for readers such as `about`"
            complaints.add(name, f"`{name}` is not a field of a case", expected, "Remove or rename it")
    if "facts" not in document:
        complaints.add("facts", "`facts` is missing", "an object of facts", "Add it")
    if complaints.problems:
        raise unusable(complaints.problems, case)


def _bytes(case: str) -> bytes:
    from engine.strict_json import MOST_BYTES

    try:
        if case == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(case).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        says = getattr(error, "strerror", None) or "its name cannot be used"
        problem = Problem(case, f"the file cannot be read: {says}", "a readable file", "Check the path")
        raise unusable([problem]) from None


def _day(case: str, document: Mapping[str, object], as_of: str | None) -> dt.date:
    where, given = ("--as-of", as_of) if as_of is not None else ("as_of", document.get("as_of"))
    at = case if where == "as_of" else ""
    expected = 'a day such as "2026-09-14", from 1900 to 2199'
    if given is None and "as_of" not in document:
        problem = Problem(where, "no day is given", expected, "Write as_of in the file, or give --as-of")
        raise unusable([problem], at)
    if isinstance(given, str) and DAY.fullmatch(given):
        try:
            day = dt.date.fromisoformat(given)
        except ValueError:
            pass
        else:
            if 1900 <= day.year <= 2199:
                return day
    shown = json.dumps(given, ensure_ascii=False, default=str)[:60]
    raise unusable([Problem(where, f"{shown} is not a day", expected, "Correct it")], at)


def _answers(case: str, document: Mapping[str, object], book: "Rulebook") -> "dict[str, Value] | AllocationAnswers":
    from engine.facts import MOST_STRANGERS, read_answers
    from engine.sharing.allocation import read_allocation_answers

    complaints, facts = Complaints(), document.get("facts", {})
    answers: dict[str, Value] | AllocationAnswers
    if book.over:
        answers = read_allocation_answers(book, facts, complaints)
    else:
        answers = read_answers(book.facts, facts, complaints)
    strangers = len(set(facts) - {*book.facts, book.over}) if isinstance(facts, dict) else 0
    if strangers > MOST_STRANGERS:
        wrong = f"`{book.name}` decides {book.decides}, and asks none of {strangers:,} of these facts"
        complaints.add("--rulebook", wrong, "the rulebook that these facts were written for", "Name another")
    if complaints.problems:
        raise unusable(complaints.problems, case)
    return answers
