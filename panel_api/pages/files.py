"""A file that was sent to be looked at first: how its page sends it on, and what stopped it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol, TypeVar
from urllib.parse import quote_plus

from fastapi import Request
from fastapi.responses import Response

from engine.problems import Problem
from panel_api import services
from panel_api.errors import Trouble
from panel_api.pages.forms import MOST_FORM, Uploaded
from panel_api.render import page
from panel_api.services import Desk
from panel_api.sheets import line, rows_of

MOST_SHOWN: Final = 100


class Read(Protocol):
    """What reading a file's rows gives."""

    problems: list[Problem]


R = TypeVar("R", bound=Read)


def text_of(content: bytes) -> str:
    """A file as CSV with each row at its place, so that it can be sent on from a page, and reads the same."""
    text, at = "", 0
    for number, cells in rows_of(content):
        text += "\r\n" * (number - at - 1) + line(cells)
        at = number
    return text


def sendable(text: str) -> str | None:
    """The text, where a form can hold it."""
    return text if len(quote_plus(text)) < MOST_FORM - 10_000 else None


def file_told(trouble: Trouble | None, problems: Sequence[Problem]) -> dict[str, str] | None:
    """What to say at the top of the page; None where nothing stopped it."""
    if trouble is not None and not problems:
        return {"title": trouble.title, "detail": trouble.detail}
    if problems:
        many = f"{len(problems):,} things are" if len(problems) > 1 else "One thing is"
        return {"title": "The file cannot be taken in as it is", "detail": f"{many} wrong. Nothing was written."}
    return None


def checked(
    request: Request,
    desk: Desk,
    sent: Uploaded,
    trouble: Trouble | None,
    title: str,
    template: str,
    read: Callable[[Iterator[tuple[int, list[str]]]], R],
    plan: Callable[[services.Session, Desk, R], object],
    nothing: tuple[R, object],
) -> Response:
    """What a file would do, or every problem with it; nothing is written. nothing: what is shown of one not read."""
    (found, planned), text = nothing, ""
    try:
        if not sent.content:
            raise Trouble("bad-input", "Choose a file first.")
        text = text_of(sent.content)
        found = read(rows_of(sent.content))
        if not found.problems:
            with desk.database.reading() as session:
                planned = plan(session, desk, found)
    except Trouble as wrong:
        trouble = trouble or wrong
    problems = found.problems or list(trouble.problems if trouble else ())
    status = trouble.status if trouble else 422 if problems else 200
    view = {
        "title": f"Error: {title}" if status != 200 else title,
        "heading": title,
        "name": sent.name,
        "told": file_told(trouble, problems),
        "problems": problems[:MOST_SHOWN],
        "plan": planned,
        "text": sendable(text),
        "most": MOST_SHOWN,
    }
    return page(request, template, view, status=status)
