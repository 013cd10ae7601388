"""Audit samples as pages show them: how one was drawn, how to draw it again, how far its papers are."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from engine.amounts import day_words, listing, money_words
from engine.auditing.risk import MARKS
from panel_api import words
from panel_api.models import AuditPaper, AuditSample
from panel_api.roles import ABOUT
from panel_api.services.audit_samples import STRATA, Again
from panel_api.services.working_papers import CONCLUSIONS, QUESTIONS, VERDICTS

METHODS: Final = {
    "random": ("Random", "Every record is as likely to come as every other."),
    "stratified": ("Stratified", "Every part gives its share, and one record at least where there is room."),
    "risk": ("By risk", "Records with marks of risk are likelier to come; none is sure to, and none is shut out."),
}
_NAMES: Final = {
    "case_reference": "Case", "school": "School (URN)", "decider": "Who decided", "rulebook_sha256": "Rulebook's hash",
    "reason_code": "Reason", "pence_from": "From", "pence_to": "Up to", "from_day": "From", "to_day": "To",
    "varied": "Advice and decision",
}  # fmt: skip
VARIED: Final = {
    "as_advised": "Decided as advised",
    "varied": "Decided otherwise than advised",
    "overturned": "An order that differs from the advice",
    "not_compared": "Nothing to compare",
}


def filter_lines(kept: Mapping[str, Any]) -> list[str]:
    """What the records were searched by, a line each; none where all of them were drawn from."""
    return [f"{_NAMES.get(name, name.replace('_', ' ').capitalize())}: {_told(name, kept[name])}" for name in kept]


def sample_view(sample: AuditSample, papers: Sequence[AuditPaper], references: Mapping[int, str]) -> dict[str, Any]:
    """All that its page says. references: of the case of each record."""
    there = {each.position: each for each in papers}
    drawn = [int(each) for each in sample.strata["drawn"]]
    by = str(sample.strata["by"])
    rows = [_row(position, number, there.get(position), by, references) for position, number in enumerate(drawn, 1)]
    done = sum(1 for each in papers if each.conclusion is not None)
    return {
        "title": sample.title,
        "sample": sample,
        "method": METHODS[sample.method][0],
        "says": METHODS[sample.method][1],
        "by": STRATA.get(by, ""),
        "filter": filter_lines(sample.filter),
        "search": f"/records?{urlencode(sample.filter)}",
        "shares": [{**each, "name": part_words(by, str(each["name"]))} for each in sample.strata["shares"]],
        "marks": _marks(sample),
        "high": sample.strata["high"],
        "rows": rows,
        "drawn": len(drawn),
        "done": done,
        "gone": len(drawn) - len(papers),
        "found": {code: sum(each.conclusion == code for each in papers) for code in CONCLUSIONS},
        "conclusions": CONCLUSIONS,
        "first": f"{sample.seed}:{drawn[0]}",
    }


def again_lines(again: Again) -> list[str]:
    """What came of drawing it again, in sentences."""
    if again.same:
        return ["The same records came, in the same order."]
    said = []
    disposed = [each for each in again.gone if each in again.disposed]
    others = [each for each in again.gone if each not in again.disposed]
    if disposed:
        said.append(f"{_records(disposed)} did not come: the case was disposed of since.")
    if others:
        said.append(f"{_records(others)} did not come, though nothing was disposed of. Ask how that can be.")
    if again.come:
        said.append(f"{_records(again.come)} came instead.")
    if not again.same_order:
        said.append("The records came in another order.")
    return said


def list_rows(found: Sequence[Any]) -> list[dict[str, Any]]:
    """The list of samples."""
    return [
        {
            "reference": each.sample.reference,
            "title": each.sample.title,
            "method": METHODS[each.sample.method][0],
            "size": len(each.sample.strata["drawn"]),
            "population": each.sample.population,
            "drawn": each.sample.drawn_at,
            "done": each.concluded,
            "papers": each.papers,
        }
        for each in found
    ]


def part_words(by: str, name: str) -> str:
    """A stratum in words."""
    if not name:
        return "Not recorded"
    tables: dict[str, dict[str, str]] = {"kind": words.DECISION_KINDS, "varied": VARIED}
    if by == "decider":
        return ABOUT[name].name if name in ABOUT else words.said({}, name)
    if by == "band":
        return f"Band {name}"
    return tables[by].get(name, name) if by in tables else name


def why_words(codes: str) -> str:
    """Why a record was likelier to come, as a sentence; "" where nothing marked it."""
    told = [MARKS[code].words for code in codes.split(", ") if code in MARKS]
    return f"Likelier to come because {listing(told)}." if told else ""


def sheet_rows(
    papers: Sequence[tuple[AuditPaper, Mapping[str, Sequence[str]], str]],
) -> list[tuple[str | int | None, ...]]:
    """Every question of every paper, a row each: for a spreadsheet."""
    return [
        (
            paper.position,
            paper.record_sequence,
            reference,
            QUESTIONS[code].heading,
            QUESTIONS[code].asks,
            " ".join(told.get(code, ())),
            VERDICTS.get(str(paper.answers.get(code, {}).get("verdict")), "Open"),
            str(paper.answers.get(code, {}).get("words", "")),
            CONCLUSIONS.get(paper.conclusion or "", "Open"),
            paper.words,
        )
        for paper, told, reference in papers
        for code in QUESTIONS
    ]


def _row(
    position: int, number: int, paper: AuditPaper | None, by: str, references: Mapping[int, str]
) -> dict[str, Any]:
    row: dict[str, Any] = {"position": position, "number": number, "case": references.get(number, "")}
    if paper is None:
        return {**row, "state": "Disposed of: its paper went with the case", "part": "", "why": "", "open": False}
    answered = sum(1 for each in paper.answers.values() if each.get("verdict"))
    state = CONCLUSIONS.get(paper.conclusion or "")
    return {
        **row,
        "state": state or (f"Begun: {answered} of {len(QUESTIONS)} answered" if answered else "Not begun"),
        "part": part_words(by, paper.stratum) if by else "",
        "why": why_words(paper.why),
        "open": True,
    }


def _marks(sample: AuditSample) -> list[dict[str, Any]]:
    if sample.method != "risk":
        return []
    counts = sample.strata["marks"]
    return [{"words": each.words, "weighs": each.weighs, "many": counts.get(code, 0)} for code, each in MARKS.items()]


def _told(name: str, value: Any) -> str:
    if name in ("pence_from", "pence_to"):
        return f"{money_words(int(value))} a year"
    if name in ("from_day", "to_day"):
        return day_words(dt.date.fromisoformat(str(value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    tables: dict[str, dict[str, str]] = {"kind": words.DECISION_KINDS, "varied": VARIED}
    return tables.get(name, {}).get(str(value), str(value))


def _records(numbers: Sequence[int]) -> str:
    return f"Record{'s' if len(numbers) != 1 else ''} {listing([f'{each:,}' for each in numbers])}"
