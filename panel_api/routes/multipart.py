"""A form with a file in it, as browsers send it (RFC 7578): its fields, and each file with its name.

Small ones in memory: `guard` has refused what is too large. Large ones (`STREAMED`) as they come, the file into a
temporary one. A part that is not well-formed is left out.
"""

import re
from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import BinaryIO, Final

KIND: Final = "multipart/form-data"
_BOUNDARY: Final = re.compile(r'boundary=(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_NAME: Final = re.compile(rb'[;\s]name="([^"\r\n]*)"')
_FILE: Final = re.compile(rb'[;\s]filename="([^"\r\n]*)"')
_MOST: Final = 100
_MOST_TEXT: Final = 100_000
STREAMED: Final = frozenset({"/provision/files/check"})
"""Addresses that take a large file, under a limit of their own."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field. file_name: None where it is no file."""

    file_name: str | None
    content: bytes

    @property
    def text(self) -> str:
        """The content as text; what is no UTF-8 is marked."""
        return self.content.decode("utf-8", "replace")


def parts_of(content_type: str, body: bytes) -> dict[str, Part]:
    """The fields of a body, the last of each name; none where it is not such a form."""
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith(KIND) or found is None:
        return {}
    boundary = b"\r\n--" + (found[1] or found[2]).encode("latin-1", "replace")
    pieces = (b"\r\n" + body).split(boundary, _MOST + 1)[1:]
    parts: dict[str, Part] = {}
    for piece in pieces[:_MOST]:
        if piece.startswith(b"--"):
            break
        head, parted, content = piece.partition(b"\r\n\r\n")
        name, file = _NAME.search(head), _FILE.search(head)
        if parted and name:
            file_name = file[1].decode("utf-8", "replace") if file else None
            parts[name[1].decode("utf-8", "replace")] = Part(file_name, content)
    return parts


async def streamed(content_type: str, body: AsyncIterable[bytes], into: BinaryIO) -> tuple[dict[str, str], str]:
    """The text fields of a form as it comes, and the name of its file, which is written to `into` and never held.

    No name where there is no file. What follows a field that is too long or not well-formed is not looked at.
    """
    found = _BOUNDARY.search(content_type)
    boundary = b"\r\n--" + (found[1] or found[2]).encode("latin-1", "replace") if found else b""
    reading = _Reading(boundary, into)
    async for piece in body:
        if found is not None:
            reading.take(piece)
    return reading.texts, reading.file_name


class _Reading:
    """Where a form that comes piece by piece stands. part: the name of the field being read; "" for the file."""

    def __init__(self, boundary: bytes, into: BinaryIO) -> None:
        self.boundary, self.into, self.texts, self.file_name = boundary, into, dict[str, str](), ""
        self.rest, self.text, self.part, self.state = b"\r\n", b"", "", "before"

    def take(self, piece: bytes) -> None:
        """Read on."""
        self.rest += piece
        while self.state != "over":
            if self.state == "head":
                head, parted, after = self.rest.partition(b"\r\n\r\n")
                if self.rest.startswith(b"--") or len(head) > _MOST_TEXT:
                    self.state = "over"
                if not parted:
                    return
                self._begin(head)
                self.rest = after
                continue
            at = self.rest.find(self.boundary)
            if at < 0:
                keep = len(self.boundary) - 1
                self._add(self.rest[:-keep])
                self.rest = self.rest[-keep:]
                return
            self._add(self.rest[:at])
            if self.state == "text":
                self.texts[self.part] = self.text.decode("utf-8", "replace")
            self.rest, self.text, self.state = self.rest[at + len(self.boundary) :], b"", "head"

    def _begin(self, head: bytes) -> None:
        name, file = _NAME.search(head), _FILE.search(head)
        self.state = "skipped"
        if file is not None and not self.file_name and file[1]:
            self.file_name, self.state = file[1].decode("utf-8", "replace"), "file"
        elif file is None and name is not None and len(self.texts) < _MOST:
            self.part, self.state = name[1].decode("utf-8", "replace"), "text"

    def _add(self, piece: bytes) -> None:
        if self.state == "file":
            self.into.write(piece)
        elif self.state == "text":
            self.text += piece
            if len(self.text) > _MOST_TEXT:
                self.state = "over"
