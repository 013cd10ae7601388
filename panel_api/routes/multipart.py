"""A form with a file in it, as browsers send it (RFC 7578): its fields, and each file with its name.

Small, and in memory: `guard` has refused what is too large. A part that is not well-formed is left out.
"""

import re
from dataclasses import dataclass
from typing import Final

KIND: Final = "multipart/form-data"
_BOUNDARY: Final = re.compile(r'boundary=(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_NAME: Final = re.compile(rb'[;\s]name="([^"\r\n]*)"')
_FILE: Final = re.compile(rb'[;\s]filename="([^"\r\n]*)"')
_MOST: Final = 100


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
