"""Problems as data: what was wrong, where, what was expected and what to do. Nothing stops at the first."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a text file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `where` is a `Place` in a rulebook or a path in JSON (`facts.language`)."""

    where: Place | str
    wrong: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"

    @property
    def message(self) -> str:
        """The problem in one line, without its place."""
        return f"{self.wrong}. Expected {self.expected}. {self.remedy}."


class Refused(Exception):  # noqa: N818 - said as it reads: raise Refused
    """Input that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Complaints:
    """Collects problems while a reader goes on, so that all are told at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, where: Place | str, wrong: str, expected: str, remedy: str) -> None:
        """Note one problem and go on."""
        self.problems.append(Problem(where, wrong, expected, remedy))

    def raise_if_any(self) -> None:
        """Raise `Refused` with all problems, in the order of their places."""
        if self.problems:
            raise Refused(in_order(self.problems))


def cut(text: str, most: int = 60) -> str:
    """What someone wrote, cut where it is too long to repeat in a message."""
    return text if len(text) <= most else text[: most - 3] + "…"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems sorted by place (files by line and column), each once."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=_sort_key)


def _sort_key(problem: Problem) -> tuple[str, int, int, str]:
    where = problem.where
    if isinstance(where, Place):
        return (where.file, where.line, where.column, problem.wrong)
    return (where, 0, 0, problem.wrong)
