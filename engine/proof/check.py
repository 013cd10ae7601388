"""The check before use: everything that can be proved of a rulebook, and the cases beside it.

`python -m engine.proof.check rules/NAME …` prints each problem as `file:line:column: message`; exit 0 when all is well.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.language.loading import RULEBOOK_FILE, load_folder, load_text, read_source
from engine.problems import Complaints, Place, Problem, Refused, in_order
from engine.proof.cases import differences, read_cases, try_case
from engine.proof.counted import counted
from engine.proof.coverage import Coverage
from engine.proof.fitting import fitting
from engine.proof.proofs import proofs
from engine.proof.tidiness import tidiness
from engine.proof.whereabouts import Whereabouts
from engine.rulebook import Rulebook

CASES_FILE: Final = "cases.yaml"


@dataclass(frozen=True)
class Report:
    """What a check found. The figures are those of the cases; `summary` is one line about a rulebook that holds."""

    folder: Path
    problems: tuple[Problem, ...]
    cases: int = 0
    rules: tuple[int, int] = (0, 0)
    conditions: tuple[int, int] = (0, 0)

    @property
    def summary(self) -> str:
        """One line of good news, empty where there are problems."""
        if self.problems:
            return ""
        return (
            f"{self.folder}: nothing is wrong. {_count(self.cases, 'case holds', 'cases hold')}; "
            f"rules met and not met: {_part(self.rules)}; conditions true and false: {_part(self.conditions)}."
        )


def check_rulebook(book: Rulebook) -> list[Problem]:
    """Everything that is proved without cases; no problem, no entry. In the order of their places."""
    where = Whereabouts(book)
    return in_order([*tidiness(book, where), *fitting(book, where), *proofs(book, where)])


def check_folder(folder: Path) -> Report:
    """The rulebook in a folder: form, proofs, its cases and their coverage. Never raises."""
    try:
        return _checked(load_folder(folder), folder, cases_wanted=True)
    except Refused as refused:
        return Report(folder, tuple(in_order(refused.problems)))


def load_checked(folder: Path) -> Rulebook:
    """The rulebook in a folder, proved, and the cases beside it held and covering it, where there are any.

    Raises `Refused` with every problem.
    """
    book = load_folder(folder)
    report = _checked(book, folder, cases_wanted=False)
    if report.problems:
        raise Refused(report.problems)
    return book


def load_kept(text: str, cases: str, vocabulary: str, folder: Path) -> Rulebook:
    """The same of texts that lie elsewhere than in `folder`, which need not be there; beside it lies the calendar.

    cases: empty where there are none.
    """
    book = load_text(text, vocabulary)
    problems = _proved(book, folder)
    report = _with_cases(book, folder, cases, problems) if cases else Report(folder, tuple(in_order(problems)))
    if report.problems:
        raise Refused(report.problems)
    return book


def _proved(book: Rulebook, folder: Path) -> list[Problem]:
    return [*_folder_name(book, folder), *check_rulebook(book), *counted(book, folder.parent)]


def _checked(book: Rulebook, folder: Path, *, cases_wanted: bool) -> Report:
    problems = _proved(book, folder)
    file = folder / CASES_FILE
    if not file.exists():
        if cases_wanted:
            problems.append(
                Problem(
                    Place(str(file), 1, 1),
                    "no cases stand beside the rulebook",
                    f"worked cases in {CASES_FILE}",
                    "Write some: rules/README.md, Cases",
                )
            )
        return Report(folder, tuple(in_order(problems)))
    try:
        text = read_source(file)
    except Refused as refused:
        return Report(folder, tuple(in_order([*problems, *refused.problems])))
    return _with_cases(book, folder, text, problems)


def _with_cases(book: Rulebook, folder: Path, text: str, proved: Sequence[Problem]) -> Report:
    complaints, coverage = Complaints(), Coverage()
    cases = read_cases(book, text, str(folder / CASES_FILE), complaints)
    problems = [*proved, *complaints.problems]
    for case in cases:
        if book.in_force.holds(case.day) and set(book.on(case.day).values) != set(book.values):
            continue  # told already: a value is not in force on that day
        try:
            status, found = try_case(book, case)
        except ArithmeticError:
            if not proved:
                raise
            continue  # told already: a division by zero, or too many digits
        problems += differences(book, case, status, found)
        for evaluation in found.values():
            coverage.add(evaluation)
    if not proved and not complaints.problems:
        problems += coverage.gaps(book)
    rules, all_rules, conditions, all_conditions = coverage.figures(book) if not proved else (0, 0, 0, 0)
    return Report(folder, tuple(in_order(problems)), len(cases), (rules, all_rules), (conditions, all_conditions))


def _folder_name(book: Rulebook, folder: Path) -> list[Problem]:
    name = folder.resolve().name
    if book.name == name:
        return []
    at = Whereabouts(book).section("rulebook")
    return [Problem(at, f"the rulebook is called `{book.name}` and its folder {name}", "one name", "Rename one")]


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _part(figures: tuple[int, int]) -> str:
    return f"{figures[0]} of {figures[1]}"


def main(arguments: Sequence[str]) -> int:
    """Check the folders named (all under `rules`, if none), and print what was found. 0 when all is well, else 1."""
    folders = [Path(each) for each in arguments] or sorted(p.parent for p in Path("rules").glob(f"*/{RULEBOOK_FILE}"))
    reports = [check_folder(folder) for folder in folders]
    for report in reports:
        for problem in report.problems:
            print(problem)
        if report.summary:
            print(report.summary)
    return 1 if any(report.problems for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
