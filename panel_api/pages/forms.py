"""Forms as browsers send them without script: small, urlencoded, the last of each name."""

import re
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import parse_qs

from fastapi import Depends, Request

from panel_api.errors import Trouble
from panel_api.routes import multipart
from panel_api.routes.uploads import Upload as Large
from panel_api.routes.uploads import upload_of
from panel_api.typed import day_typed, pounds_typed

__all__ = [
    "Form",
    "LargeUpload",
    "Lists",
    "Sent",
    "SentLists",
    "Upload",
    "Uploaded",
    "day_typed",
    "pounds_typed",
    "seen_version",
]

MOST_FORM: Final = 900_000
MOST_FIELDS: Final = 500
Form = dict[str, str]
Lists = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A form that brings a file. name: what the file is called, without its folder."""

    form: Form
    name: str
    content: bytes


async def read_lists(request: Request) -> Lists:
    """The form, every value of each name. `guard` has seen to its origin."""
    raw = await request.body()
    if len(raw) > MOST_FORM:
        raise Trouble("too-large", "That is more than a form can hold. Shorten it.")
    try:
        return parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Trouble("unreadable", "The form could not be read. Send it again.") from None


SentLists = Annotated[Lists, Depends(read_lists)]


async def read_form(lists: SentLists) -> Form:
    """The form, the last value of each name."""
    return {name: values[-1] for name, values in lists.items()}


Sent = Annotated[Form, Depends(read_form)]


async def read_upload(request: Request) -> Uploaded:
    """A form with a file: its texts, and the file. Without one, what was pasted into the field of the file's name."""
    kind = request.headers.get("content-type", "")
    if not kind.lower().startswith(multipart.KIND):
        form = await read_form(await read_lists(request))
        return Uploaded(form, form.get("file_name", ""), form.get("file", "").encode())
    parts = multipart.parts_of(kind, await request.body())
    file = parts.get("file")
    texts = {name: part.text for name, part in parts.items() if part.file_name is None}
    if file is None or not file.content:
        return Uploaded(texts, "", b"")
    return Uploaded(texts, re.split(r"[\\/]", file.file_name or "")[-1], file.content)


Upload = Annotated[Uploaded, Depends(read_upload)]


async def read_large(request: Request) -> Large:
    """A form with a large file, which lies in a temporary one until the answer is sent.

    It stands after the guard in a page's parameters, so that nothing is taken in from whoever is not known.
    """
    upload = await upload_of(request)
    upload.file.seek(0)
    return upload


LargeUpload = Annotated[Large, Depends(read_large)]


def seen_version(form: Form) -> int:
    """The version of the case that the sender saw."""
    text = form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Trouble("version-needed", "Open it again and repeat what you meant to do.")
    return int(text)
