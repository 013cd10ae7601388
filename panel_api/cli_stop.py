"""How a command ends early: an exit status and the lines that say why, on standard error."""

from collections.abc import Iterable
from typing import Final

from engine.problems import Problem, in_order
from panel_api.errors import Trouble

NOT_HELD: Final = 1
UNUSABLE: Final = 2
FAILED: Final = 3


class Stop(Exception):  # noqa: N818
    """Ends the command. lines: for standard error, one problem each."""

    def __init__(self, status: int, lines: Iterable[str]) -> None:
        self.status, self.lines = status, tuple(lines)
        super().__init__("; ".join(self.lines))


def unusable(problems: Iterable[Problem], at: str = "") -> Stop:
    """Bad input: each problem on its own line, its place first. at: the file that paths are in."""
    prefix = f"{at}: " if at else ""
    return Stop(UNUSABLE, [f"{prefix}{one_line(str(each))}" for each in in_order(problems)])


def stop_of(trouble: Trouble) -> Stop:
    """What a service refused: its problems, or else what it says."""
    return unusable(trouble.problems) if trouble.problems else Stop(UNUSABLE, [trouble.detail])


def one_line(text: str) -> str:
    """`text` on one line, whatever a person put into it."""
    return " ".join(text.split())
