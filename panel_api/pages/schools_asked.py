"""Schools asked for: by whom, each with its question in law, its consultation and its offer; found by name or URN."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.law.calendars import local_day
from panel_api.models import Party, Provision
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field, Stopped
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import Entry, Kept, Placed, show, write
from panel_api.render import day_text
from panel_api.routes.guarding import KeepCase
from panel_api.schemas_hanging import AskedNoMore, Consulted, NewAsked, OfferSaid
from panel_api.services import Desk, Held, held_of, schools_asked
from panel_api.services.asked_for import needs_offer
from panel_api.services.find_place import places_alike
from panel_api.views.around import named
from panel_api.views.schools import schools_asked as schools_view

router = APIRouter()
_WHO: Final = (
    ("parent", "One parent"),
    ("parents", "The parents together"),
    ("young_person", "The young person, once the rights are theirs"),
)
OFFER: Final = Asking("offer", "Record this", OfferSaid, (
    Field("offer", "What about a place?", "choice", needed="Choose what is known.",
          options=(("asked", "It was asked for an offer"), ("offered", "It offers a place"),
                   ("refused", "It offers no place"))),
    Field("on", "The day it was asked, or said so", "day", DAY, "Write the day.", DAY_WRONG, "20"),
))  # fmt: skip
CONSULT: Final = Asking("consult", "Record this", Consulted, (
    Field("on", "The day it was asked whether it can meet the needs", "day", DAY, "Write the day it was asked.",
          DAY_WRONG, "20"),
))  # fmt: skip
WITHDRAW: Final = Asking("withdraw", "Record this", AskedNoMore, (
    Field("on", "The day they said so", "day", DAY, "Write the day they said so.", DAY_WRONG, "20"),
))  # fmt: skip


@router.get("/cases/{reference}/asked")
def read_asked(request: Request, desk: KeepCase, reference: str) -> Response:
    """Every school that was asked for, in order."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/asked/ask")
def ask(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Record that a school was asked for; where several could be meant, the page comes back to choose."""
    return write(
        request, desk, form, asking_of((), ()),
        lambda session, given: schools_asked.ask_for(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/asked/{number}/offer")
def offer(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Record whether it offers a place."""
    return write(
        request, desk, form, OFFER,
        lambda session, given: schools_asked.say_offer(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/asked/{number}/consult")
def consult(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Record that it was consulted; its answer is recorded with the schools consulted."""
    return write(
        request, desk, form, CONSULT,
        lambda session, given: schools_asked.consult_asked(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/asked/{number}/withdraw")
def withdraw(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Record that it is asked for no more."""
    return write(
        request, desk, form, WITHDRAW,
        lambda session, given: schools_asked.ask_no_more(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


def asking_of(parents: Sequence[Party], alike: Sequence[Provision], *, more: bool = True) -> Asking:
    """The form. parents: to choose from. alike: schools that could be meant by what was typed. more: whether it asks
    which of them."""
    which = tuple((str(each.id), named(each, names=True)) for each in parents)
    called = tuple((each.code, f"{each.name}, {each.town or 'town not known'} ({each.code})") for each in alike)
    found = (
        Field("code", "Which of these?", "choice", "Schools of the directory that are called something like it.",
              options=called),
        Field("unlisted", "It is not in the directory: keep it by its name alone", "tick"),
    )  # fmt: skip
    return Asking("ask", "Record this", NewAsked, (
        Field("who", "Who asks for it?", "choice", needed="Choose who asks for it.", options=_WHO),
        Field("parent", "Which parent?", "number", "Only for one parent. Two parents may ask for two schools.",
              options=which, wrong="Choose one of the parents."),
        Field("school", "Which school or college", hint="Its name, a part of its name, or its URN.",
              needed="Name the school or college."),
        *(found if more else ()),
        Field("asked_on", "The day they asked", "day", DAY, "Write the day they asked.", DAY_WRONG, "20"),
        Field("words", "Why this school, in their own words", "words", "If they said."),
    ), "A school that is asked for")  # fmt: skip


def _page(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    mine = stopped is not None and stopped.action.endswith("/asked/ask")
    typed = stopped.typed.get("school", "") if stopped and mine else ""
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
        alike = places_alike(session, desk, typed) if typed.strip() else ()
    return show(request, desk, held, _kept(held, local_day(desk.clock()), alike, more=bool(typed.strip())), stopped)


def _kept(held: Held, today: dt.date, alike: Sequence[Provision], *, more: bool) -> Kept:
    parents = [party for party in held.case.parties if party.role == "parent"]
    shown = schools_view(held.case, held.asked, today, names=held.names)
    offers = {each.row.id for each in held.asked if needs_offer(each.place)}
    return Kept(
        part="asked",
        title="Schools asked for",
        intro=[
            "What the parents ask for counts until the end of compulsory school age; from then on, what the young "
            "person asks for. Two parents may ask for two schools. Being full is not a ground in law; a named person "
            "concludes any ground, in words."
        ],
        groups=[("", [_entry(each, each["id"] in offers) for each in shown])],
        empty="No school has been asked for. Record the first one below.",
        adds=[Placed(asking_of(parents, alike, more=more))],
    )


def _entry(shown: dict[str, Any], needs: bool) -> Entry:
    lines = [f"{shown['who']} asked on {day_text(shown['day'])}.", shown["consulted"]]
    lines += [shown["offer"]] if shown["offer"] else []
    if shown["withdrawn"]:
        return Entry(shown["school"], lines, f"Asked for no more since {day_text(shown['withdrawn'])}.")
    forms = [] if shown["was_consulted"] else [Placed(CONSULT, shown["id"], folded="Record that it was consulted")]
    forms += [Placed(OFFER, shown["id"], folded="Record an offer of a place")] if needs else []
    forms.append(Placed(WITHDRAW, shown["id"], folded="Record that it is asked for no more"))
    law = f" ({shown['law']})" if shown["law"] else ""
    return Entry(
        shown["school"],
        [*lines, f"The question{law}: {shown['question']}"],
        f"{shown['kind']}.",
        forms,
        shown["words"] or "",
    )
