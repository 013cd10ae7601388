"""The list of establishments as it is published, line by line: rows of the cells that are read, or why a row is none.

CSV, in Windows-1252 as published; a line that is UTF-8 is read as such. It is read once, from front to end, and holds
one row at a time. Source: Department for Education, "Get information about schools", all establishments.
"""

import csv
import hashlib
import io
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import BinaryIO, Final, NamedTuple

from engine.problems import Problem
from panel_api.errors import Trouble
from panel_api.services.directory_cells import COLUMNS, shown

LONGEST: Final = 200_000
"""Bytes of one line."""
MOST_LINES: Final = 20
"""Lines of one row: an address may hold line ends, within quotation marks."""
TOLD_EVERY: Final = 1_000
AT_SOURCE: Final = "Have it corrected in Get information about schools, or leave this row out"
_NO_CSV: Final = {
    b"PK\x03\x04": ("it is a ZIP or an XLSX file", "Unpack it, or save it as CSV, and send the CSV file"),
    b"\xff\xfe": ("it is written in UTF-16", "Save it as CSV in UTF-8 or as it was downloaded"),
    b"\xfe\xff": ("it is written in UTF-16", "Save it as CSV in UTF-8 or as it was downloaded"),
}


class Line(NamedTuple):
    """One row. number: the line it begins on, the heads being 1. cells: as `COLUMNS` orders them, where it is whole."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


class DirectoryFile:
    """A file being read. After its rows were gone through: sha256, of all its bytes, and letters, its encoding."""

    def __init__(self, file: BinaryIO) -> None:
        self._hashed = _Hashed(file)
        self._lines = _Lines(io.BufferedReader(self._hashed, 1 << 17))  # type: ignore[arg-type]
        self._first: dict[str, int] = {}

    @property
    def sha256(self) -> str:
        """Of the bytes read so far."""
        return self._hashed.digest.hexdigest()

    @property
    def letters(self) -> str:
        """The encoding, as people call it."""
        return "UTF-8" if self._lines.utf8 else "Windows-1252"

    def rows(self, told: Callable[[int], None] | None = None) -> Iterator[Line]:
        """Every row after the heads. told: called with how many were read. Raises Trouble "bad-input" for the file."""
        heads = self._heads()
        pick, width, read = itemgetter(*_places(heads)), len(heads), 0
        for number, row, wrong in self._parted(width):
            read += 1
            if told is not None and read % TOLD_EVERY == 0:
                told(read)
            if wrong is not None:
                yield Line(number, (), (Problem(f"line {number}", *wrong),))
                continue
            cells: tuple[str, ...] = pick(row)
            urn = cells[0].strip()
            before = self._first.setdefault(urn, number) if urn else number
            if before != number:
                says = f"URN {shown(urn)} stands on line {before:,} already"
                again = Problem(f"line {number}, URN", says, "each establishment once", AT_SOURCE)
                yield Line(number, cells, (again,))
            else:
                yield Line(number, cells)
        if told is not None:
            told(read)

    def _heads(self) -> list[str]:
        for _, row, _ in self._parted(None):
            return [" ".join(head.split()).lower() for head in row]
        raise _refused("line 1", "the file is empty", "a row of heads and a row for each establishment", "Send another")

    def _parted(self, width: int | None) -> Iterator[tuple[int, list[str], tuple[str, str, str] | None]]:
        """Each row that is not blank with its line's number, and what is wrong with its form."""
        lines = self._lines
        reader = csv.reader(lines)
        while True:
            lines.taken.clear()
            number = lines.at + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except (_Unclosed, csv.Error):
                lines.again_from_second()
                yield number, [], _UNCLOSED
                continue
            if not row:
                continue
            if width is None or (len(row) == width and not lines.cut):
                yield number, row, None
                if width is None:
                    return
            elif len(lines.taken) > 1:
                lines.again_from_second()
                yield number, [], _UNCLOSED
            else:
                yield number, [], _misfit(len(row), width, cut=lines.cut or not lines.taken[0].endswith(b"\n"))


_UNCLOSED: Final = (
    "a quotation mark is opened here and not closed, or something stands after it",
    "a cell that begins with a quotation mark to end with one",
    AT_SOURCE,
)


def _misfit(cells: int, width: int, *, cut: bool) -> tuple[str, str, str]:
    expected = f"{width}, one for each head"
    if cut:
        return (f"the file ends in the middle of this row, after {cells:,} cells", expected, "Download the file again")
    if cells > width:
        says = f"it has {cells:,} cells: perhaps a comma stands outside quotation marks"
        return (says, expected, AT_SOURCE)
    return (f"it has only {cells:,} cells", expected, AT_SOURCE)


def _places(heads: Sequence[str]) -> list[int]:
    """Where each column that is read stands. Raises Trouble "bad-input" with every head that is missing or twice."""
    problems = []
    for head in COLUMNS:
        times = heads.count(head.lower())
        if times == 0:
            do = "Download the whole list of all establishments, with every column"
            problems.append(Problem("line 1", f"no column is headed “{head}”", "every head of the list", do))
        elif times > 1:
            problems.append(
                Problem("line 1", f"{times} columns are headed “{head}”", "one of each", "Keep one of them")
            )
    if problems:
        raise Trouble("bad-input", problems=problems)
    return [heads.index(head.lower()) for head in COLUMNS]


def _refused(where: str, wrong: str, expected: str, do: str) -> Trouble:
    return Trouble("bad-input", problems=[Problem(where, wrong, expected, do)])


class _Unclosed(Exception):  # noqa: N818
    """A row went on for too long."""


class _Hashed(io.RawIOBase):
    """A file whose bytes are hashed as they are read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        piece = self._file.read(len(buffer))
        self.digest.update(piece)
        buffer[: len(piece)] = piece
        return len(piece)


class _Lines:
    """Lines as text for the CSV reader. taken: those of the row that is being read. cut: the file ended within it."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._readline, self._back = file.readline, deque[bytes]()
        self.taken: list[bytes] = []
        self.at, self.cut, self.utf8 = 0, False, False
        start = file.peek(4)[:4]
        for mark, (wrong, do) in _NO_CSV.items():
            if start.startswith(mark):
                raise _refused("file", wrong, "the CSV file edubasealldata….csv", do)
        if start.startswith(b"\xef\xbb\xbf"):
            file.read(3)
            self.utf8 = True

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES:
            raise _Unclosed
        raw = self._back.popleft() if self._back else self._readline(LONGEST)
        if not raw:
            self.cut = bool(self.taken)
            raise StopIteration
        self.at += 1
        self.taken.append(raw)
        if raw.isascii():
            return raw.decode("ascii")
        return self._decoded(raw)

    def again_from_second(self) -> None:
        """Let go of the row's first line, and read those after it anew."""
        self._back.extendleft(reversed(self.taken[1:]))
        self.at -= max(0, len(self.taken) - 1)
        self.cut = False

    def _decoded(self, raw: bytes) -> str:
        try:
            text = raw.decode("utf-8")
            self.utf8 = True
            return text
        except UnicodeDecodeError:
            return raw.decode("cp1252", "replace")
