"""Duty warnings and provision lost: raised, settled with words, made up for."""

import datetime as dt
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.amounts import sentence
from engine.law.calendars import local_day
from panel_api.models.law import WARNINGS
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field, Stopped
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import Entry, Kept, Placed, show, write
from panel_api.render import day_text
from panel_api.routes.guarding import KeepCase
from panel_api.schemas_hanging import Done, NewLost, NewWarning
from panel_api.services import Desk, Held, duties, held_of
from panel_api.services.section_f import with_section_f
from panel_api.views import first

router = APIRouter()


def _day(name: str, asks: str, needed: str, hint: str = "") -> Field:
    return Field(name, asks, "day", f"{hint} {DAY}".strip(), needed, DAY_WRONG, "20")


_DONE: Final = (
    Field("words", "What was done", "words", needed="Say what was done."),
    _day("on", "On which day", "Write the day it was done."),
)
RAISE: Final = Asking("raise", "Raise this warning", NewWarning, (
    Field("kind", "What is wrong", "choice", needed="Choose what is wrong.",
          options=tuple((code, first.WARNINGS[code]) for code in WARNINGS)),
    Field("words", "In words", "words", "What is specified, what is missing, since when.",
          needed="Say what is not delivered."),
    _day("known_on", "The day the council knew", "Write the day the council knew.",
         "From then on the failure is the council's own."),
    Field("owner", "Who sees to it", hint="A person or a post.", needed="Say who sees to it."),
    _day("due_on", "By when it is put right", "Write the day by which it is put right."),
), "Raise a warning")  # fmt: skip
SETTLE: Final = Asking("settle", "Settle this warning", Done, _DONE)
LOSE: Final = Asking("lose", "Record this", NewLost, (
    Field("words", "What the child went without", "line", needed="Say what the child went without."),
    _day("from", "The first day without it", "Write the first day without it."),
    Field("to", "The last day without it", "day", f"{DAY} Leave it empty while it goes on.", "", DAY_WRONG, "20"),
), "Record provision lost")  # fmt: skip
REMEDY: Final = Asking("remedy", "Record the remedy", Done, _DONE)


@router.get("/cases/{reference}/warnings")
def read_warnings(request: Request, desk: KeepCase, reference: str) -> Response:
    """What stands open, then what is settled."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/warnings/raise")
def raise_warning(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Raise a duty warning."""
    return write(
        request, desk, form, RAISE,
        lambda session, given: duties.raise_warning(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/warnings/{number}/settle")
def settle_warning(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Settle one, with words."""
    return write(
        request, desk, form, SETTLE,
        lambda session, given: duties.settle_warning(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/warnings/lose")
def record_lost(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Record what the child went without."""
    return write(
        request, desk, form, LOSE,
        lambda session, given: duties.record_lost(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/warnings/{number}/remedy")
def remedy_lost(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Record how it was made up for."""
    return write(
        request, desk, form, REMEDY,
        lambda session, given: duties.remedy_lost(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


def _page(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
    return show(request, desk, held, _kept(held, local_day(desk.clock())), stopped)


def _kept(held: Held, today: dt.date) -> Kept:
    plan = with_section_f(held.case)
    open_ = [_warning(first.warning(row, today)) for row in held.warnings if row.settled_on is None]
    settled = [_warning(first.warning(row, today)) for row in held.warnings if row.settled_on is not None]
    says = (
        "When a child does not get what Section F specifies, the council is in breach from the day it knew. A warning "
        "stands at the head of the case until somebody settles it, in words."
    )
    return Kept(
        part="warnings",
        title="Duty warnings and provision lost",
        intro=[says if plan else "This case rests on no EHC plan, so nothing is specified that could be missing."],
        groups=[
            ("Warnings that stand", open_),
            ("Provision lost", [_lost(each) for each in first.lost(held.lost)]),
            ("Warnings that are settled", settled),
        ],
        empty="No warning stands, and no provision is recorded as lost." if plan else "",
        adds=[Placed(RAISE), Placed(LOSE)] if plan else [],
    )


def _warning(shown: dict[str, object]) -> Entry:
    lines = [str(shown["known"]), f"{shown['owner']} {shown['due']}."]
    if shown["settled"] is None:
        strong = "This is overdue." if shown["overdue"] else ""
        return Entry(
            str(shown["title"]), lines, strong, [Placed(SETTLE, int(str(shown["id"])), folded="Settle this warning")],
            str(shown["words"]),
        )  # fmt: skip
    settled = f"Settled on {day_text(str(shown['settled']))}: {shown['settled_words']}"
    return Entry(str(shown["title"]), [*lines, settled], "", (), str(shown["words"]))


def _lost(shown: dict[str, object]) -> Entry:
    when = sentence(str(shown["when"]))
    if shown["remedied"] is None:
        forms = [Placed(REMEDY, int(str(shown["id"])), folded="Record how it was made up for")]
        return Entry(str(shown["words"]), [when], "Not made up for yet.", forms)
    return Entry(str(shown["words"]), [when, f"Made up for on {day_text(str(shown['remedied']))}: {shown['remedy']}"])
