"""A file that was sent to be looked at first: how its page sends it on, and what stopped it."""

from collections.abc import Sequence
from urllib.parse import quote_plus

from engine.problems import Problem
from panel_api.errors import Trouble
from panel_api.pages.forms import MOST_FORM
from panel_api.sheets import line, rows_of


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
