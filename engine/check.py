"""The check before use: everything that can be proved of a rulebook, and the cases beside it.

`python -m engine.check rules/NAME …` prints each problem as `file:line:column: message`; exit 0 when all is well.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.loading import RULEBOOK_FILE, load_folder
from engine.problems import Problem, Refused, in_order
from engine.proofs import proofs
from engine.rulebook import Rulebook
from engine.tidiness import tidiness
from engine.whereabouts import Whereabouts

CASES_FILE: Final = "cases.yaml"


@dataclass(frozen=True)
class Report:
    """What a check found. `summary` is one line of good news, empty where there are problems."""

    problems: tuple[Problem, ...]
    summary: str = ""


def check_rulebook(book: Rulebook) -> list[Problem]:
    """Everything that is proved without cases; no problem, no entry. In the order of their places."""
    where = Whereabouts(book)
    return in_order([*tidiness(book, where), *proofs(book, where)])


def check_folder(folder: Path) -> Report:
    """The rulebook in a folder: form, proofs, its cases and their coverage. Never raises."""
    try:
        book = load_folder(folder)
    except Refused as refused:
        return Report(tuple(in_order(refused.problems)))
    problems = [*_folder_name(book, folder), *check_rulebook(book)]
    if problems:
        return Report(tuple(in_order(problems)))
    return Report((), f"{folder}: all is well.")


def load_checked(folder: Path) -> Rulebook:
    """The rulebook in a folder, proved, and its cases held. Raises `Refused` with every problem."""
    book = load_folder(folder)
    problems = [*_folder_name(book, folder), *check_rulebook(book)]
    if problems:
        raise Refused(in_order(problems))
    return book


def _folder_name(book: Rulebook, folder: Path) -> list[Problem]:
    name = folder.resolve().name
    if book.name == name:
        return []
    at = Whereabouts(book).section("rulebook")
    return [Problem(at, f"the rulebook is called `{book.name}` and its folder {name}", "one name", "Rename one")]


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
