"""Holds on a case: why it is not disposed of though its day comes, placed and released with words."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import words
from panel_api.models import Hold
from panel_api.pages.asked import Asking, Field, Stopped
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import Entry, Kept, Placed, show, write
from panel_api.render import moment_words
from panel_api.routes.guarding import KeepRetention
from panel_api.schemas_retention import NewHold, Release
from panel_api.services import Desk, held_of, holds
from panel_api.services.clock import by_role
from panel_api.store.holds import holds_of

router = APIRouter()
PLACE: Final = Asking("place", "Place this hold", NewHold, (
    Field("kind", "What is it held for?", "choice", needed="Choose what it is held for.",
          options=tuple(words.HOLD_KINDS.items())),
    Field("words", "Why?", hint="Such as: claim threatened in a letter of 3 May 2026, to be looked at again in a year.",
          needed="Say why it is held."),
), "Place a hold")  # fmt: skip
RELEASE: Final = Asking("release", "Release this hold", Release, (
    Field("words", "Why is it not needed any more?", needed="Say why it is not needed any more."),
))  # fmt: skip


@router.get("/cases/{reference}/holds")
def read_holds(request: Request, desk: KeepRetention, reference: str) -> Response:
    """What keeps this case, and what once did."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/holds/place")
def place(request: Request, desk: KeepRetention, reference: str, form: Sent) -> Response:
    """Place a hold."""
    return write(
        request, desk, form, PLACE,
        lambda session, given: holds.place_hold(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/holds/{number}/release")
def release(request: Request, desk: KeepRetention, reference: str, number: int, form: Sent) -> Response:
    """Release one, with words."""
    return write(
        request, desk, form, RELEASE,
        lambda session, given: holds.release_hold(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


def _page(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
        found = holds_of(session, desk.viewer, held.case)
    gone = held.case.stage == "disposed"
    kept = Kept(
        part="holds",
        title="Holds",
        intro=[
            "A case on hold is never disposed of, whatever its day. Place one when a court, a complaint or an inquiry "
            "may need what is kept here, and release it when that is over."
        ],
        groups=[
            ("Holds that stand", [_entry(each) for each in found if each.released_at is None]),
            ("Released", [_entry(each) for each in found if each.released_at is not None]),
        ],
        empty="It was disposed of on schedule: nothing is left to hold." if gone else "Nothing holds this case.",
        adds=[] if gone else [Placed(PLACE)],
    )
    return show(request, desk, held, kept, stopped)


def _entry(hold: Hold) -> Entry:
    heading = words.said(words.HOLD_KINDS, hold.kind)
    lines = [f"Placed on {moment_words(hold.placed_at)} {by_role(hold.by_role)}."]
    forms: list[Any] = []
    if hold.released_at is None:
        forms = [Placed(RELEASE, hold.id, folded="Release this hold")]
    else:
        lines.append(f"Released on {moment_words(hold.released_at)}: {hold.release_words}")
    return Entry(heading, lines, "", forms, hold.words)
