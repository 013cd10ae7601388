"""Schools consulted: who was asked, by when an answer is due, and what each said."""

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.law.calendars import local_day
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field, Stopped
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import Entry, Kept, Placed, show, write
from panel_api.render import day_text
from panel_api.routes.guarding import KeepCase
from panel_api.schemas_hanging import NewConsultation, Reply
from panel_api.services import Desk, Held, consult, held_of
from panel_api.views.schools import consulted

router = APIRouter()
SEND: Final = Asking("send", "Record this", NewConsultation, (
    Field("school", "Which school or college", needed="Name the school or college."),
    Field("reference", "Its URN", hint="Leave it empty where the directory has one school of just this name.",
          wrong="Write six digits, or leave it empty.", width="10"),
    Field("sent_on", "The day it was asked", "day", DAY, "Write the day it was asked.", DAY_WRONG, "20"),
), "Consult a school")  # fmt: skip
REPLY: Final = Asking("reply", "Record this answer", Reply, (
    Field("reply", "What does it say?", "choice", needed="Choose what it says.",
          options=(("can_meet", "It can meet the needs"), ("cannot_meet", "It cannot meet the needs"))),
    Field("words", "In its own words", "words", needed="Write what it said."),
    Field("on", "The day it answered", "day", DAY, "Write the day it answered.", DAY_WRONG, "20"),
))  # fmt: skip


@router.get("/cases/{reference}/consultations")
def read_consultations(request: Request, desk: KeepCase, reference: str) -> Response:
    """Every school that was asked, in order."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/consultations/send")
def consult_school(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Record that a school was asked."""
    return write(
        request, desk, form, SEND,
        lambda session, given: consult.consult(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/consultations/{number}/reply")
def record_reply(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Record what a school answered."""
    return write(
        request, desk, form, REPLY,
        lambda session, given: consult.record_reply(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


def _page(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
    return show(request, desk, held, _kept(held, local_day(desk.clock())), stopped)


def _kept(held: Held, today: dt.date) -> Kept:
    return Kept(
        part="consultations",
        title="Schools consulted",
        intro=[
            "A school has 15 days to answer, counted in calendar days from the day it was asked. Silence is neither "
            "yes nor no. Being full is not a ground in law; a named person concludes any ground, in words."
        ],
        groups=[("", [_entry(each) for each in consulted(held.consultations, today)])],
        empty="No school has been consulted. Record the first one below.",
        adds=[Placed(SEND)],
    )


def _entry(shown: dict[str, Any]) -> Entry:
    lines = [f"{shown['when'][:1].upper()}{shown['when'][1:]}.", f"Asked on {day_text(shown['sent'])}."]
    forms = [Placed(REPLY, shown["id"], folded="Record its answer")] if shown["silent"] else []
    return Entry(shown["school"], lines, f"{shown['answer']}.", forms, shown["words"] or "")
