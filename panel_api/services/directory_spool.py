"""What the rows of a file come to, kept in a temporary file while it is read: batches, and never all of it at once."""

import marshal
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

_BATCH: Final = 500
_LENGTH: Final = 8


class Spooled(NamedTuple):
    """One thing that a row does. said: as `DirectoryRow` keeps it."""

    line: int
    action: str
    code: str
    name: str
    said: Mapping[str, Any]


class Spool:
    """Written first, then read from the start. Use it as a context: what it held is gone afterwards."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._waiting: list[tuple[Any, ...]] = []

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def add(self, line: int, action: str, code: str, name: str, said: Mapping[str, Any]) -> None:
        """One more. said: of plain values alone."""
        self._waiting.append((line, action, code, name, said))
        if len(self._waiting) >= _BATCH:
            self._write()

    def batches(self) -> Iterator[list[Spooled]]:
        """All of it in the order it was added, some hundreds at a time."""
        self._write()
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            yield [Spooled(*each) for each in marshal.loads(self._file.read(int.from_bytes(length, "big")))]

    def _write(self) -> None:
        if self._waiting:
            batch = marshal.dumps(self._waiting)
            self._file.write(len(batch).to_bytes(_LENGTH, "big") + batch)
            self._waiting.clear()
