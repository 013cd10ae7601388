"""A large file that a form brings: written to a temporary file as it comes, once, and never held whole."""

from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final

from fastapi import Request

from panel_api.routes import multipart

_IN_MEMORY: Final = 1_000_000
"""Bytes that are held before they go to a temporary file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What came. name: as the browser calls the file; empty where there is none."""

    texts: dict[str, str]
    name: str
    file: BinaryIO


async def upload_of(request: Request) -> Upload:
    """What a request brings, read on the first call. Whoever asks must be known by then, for it may be large."""
    if not hasattr(request.state, "upload"):
        # Closed by `guard` after the answer. It is a file like any other, whatever its type says.
        file: BinaryIO = SpooledTemporaryFile(max_size=_IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
        kind = request.headers.get("content-type", "")
        texts, name = await multipart.streamed(kind, request.stream(), file)
        request.state.upload = Upload(texts, name, file)
    found: Upload = request.state.upload
    return found
