"""Where a bundle's files go: into a new folder, or one after the other into a ZIP that is sent as it is made."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Protocol


class Sink(Protocol):
    """Takes one file at a time."""

    def file(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A file to write; `name` may have one folder before it."""


class Folder:
    """A new folder. Raises FileExistsError rather than overwrite."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=False)
        self.folder = folder

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        """A file in it."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as written:
            yield written


class _Taken(io.RawIOBase):
    """What was written and not sent yet; it can neither be read nor gone back in, so that the ZIP needs neither."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, more: object) -> int:
        view = memoryview(more)  # type: ignore[arg-type]  # what zipfile writes is bytes
        self.waiting += view
        return len(view)


class Zip:
    """A ZIP of one folder, packed as it is written. Call `take` for what is ready, and `close` at the end."""

    def __init__(self, folder: str, at: dt.datetime) -> None:
        self._out = _Taken()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)
        self._folder, self._at = folder, at.timetuple()[:6]

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        """A file in it."""
        entry = zipfile.ZipInfo(f"{self._folder}/{name}", self._at)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with self._zip.open(entry, "w", force_zip64=True) as written:
            yield written

    def close(self) -> None:
        """Write its table of contents."""
        self._zip.close()

    def take(self) -> bytes:
        """What is ready to be sent since the last time."""
        ready = bytes(self._out.waiting)
        self._out.waiting.clear()
        return ready
