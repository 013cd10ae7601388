"""People around the child: who holds the rights, and the forms by which someone comes, changes or goes."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.law.calendars import local_day
from panel_api import words
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field, Stopped
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import Entry, Kept, Placed, show, write
from panel_api.render import day_text
from panel_api.routes.guarding import KeepCase
from panel_api.schemas import Reached
from panel_api.schemas_hanging import KEPT_ROLES, Changed, Ended, NewParty
from panel_api.services import Desk, Held, around, held_of
from panel_api.views.around import around_view

router = APIRouter()
_REACHED: Final = (
    Field("address", "Address", "words", "Lines as on an envelope. Leave it empty where letters do not go there."),
    Field("interpreter", "Language of letters", hint="Only where it is not English.", width="10"),
    Field("easy_read", "Letters in easy read", "tick"),
)
_PARENTS: Final = (
    Field("parental_responsibility", "Parental responsibility?", "yes_no",
          "Asked of parents only. Being a parent does not answer it.",
          needed="Say whether this parent has parental responsibility."),
    Field("shielded", "Keep this parent's whereabouts from the other parent", "tick",
          "Of parents only. The address, the school and the place then stand in nothing the other parent is sent."),
)  # fmt: skip
_ROLE: Final = Field("role", "Who they are to the child", "choice", needed="Choose who they are to the child.",
                     options=tuple((code, words.PARTY_ROLES[code]) for code in KEPT_ROLES))  # fmt: skip
_WHO: Final = (
    Field("name", "Name", needed="Write a name, or what they are known by."),
    Field("reference", "Known elsewhere by", hint="A school's URN or an authority's code.", width="10",
          needed="Write its URN or code."),
    Field("from", "From which day", "day", DAY, "Write the day from which this holds.", DAY_WRONG, "20"),
)  # fmt: skip
ADD: Final = Asking(
    "add", "Add this person or body", NewParty, (_ROLE, *_WHO, *_PARENTS, *_REACHED), "Add someone",
    lambda raw: around.party_problems(raw.get("role"), raw),
)  # fmt: skip
CHANGE: Final = Asking("change", "Record this", Changed, (*_WHO, *_PARENTS, *_REACHED))
CHANGE_OTHER: Final = Asking("change", "Record this", Changed, (*_WHO, *_REACHED))
END: Final = Asking("end", "Record this", Ended, (
    Field("last_day", "The last day they have a part in this", "day", DAY, "Write the last day.", DAY_WRONG, "20"),
))  # fmt: skip
CHILD: Final = Asking("child", "Record this", Reached, _REACHED)


@router.get("/cases/{reference}/people")
def read_people(request: Request, desk: KeepCase, reference: str) -> Response:
    """Everyone, with parental responsibility said and a shielded address marked."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/people/add")
def add_someone(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Add someone from a day on."""
    return write(
        request, desk, form, ADD,
        lambda session, given: around.add_party(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/people/child")
def write_to_child(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """How the child or young person is written to."""
    return write(
        request, desk, form, CHILD,
        lambda session, given: around.write_to_child(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/people/{number}/change")
def change_someone(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Something new of someone, from a day on; what held before is kept."""
    return write(
        request, desk, form, CHANGE,
        lambda session, given: around.change_party(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/people/{number}/end")
def end_someone(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """The last day of someone's part in the case."""
    return write(
        request, desk, form, END,
        lambda session, given: around.end_party(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


def _page(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
    return show(request, desk, held, _kept(held, local_day(desk.clock())), stopped)


def _kept(held: Held, today: dt.date) -> Kept:
    shown = around_view(held.case, held.names, today)
    child = [_child(shown["child"])] if shown["child"] else []
    return Kept(
        part="people",
        title="People around the child",
        intro=[
            shown["rights"],
            "Nobody is told anything for being a parent alone: parental responsibility is said of each.",
        ],
        groups=[
            ("Now", [*child, *_entries(shown["now"])]),
            ("From a day to come", _entries(shown["coming"])),
            ("Before", [_entry(row, ()) for row in shown["before"]]),
        ],
        empty="Nobody is recorded yet.",
        adds=[Placed(ADD)],
    )


def _entries(rows: Sequence[dict[str, Any]]) -> list[Entry]:
    return [_entry(row, _forms(row)) for row in rows]


def _forms(row: dict[str, Any]) -> list[Placed]:
    asking = CHANGE if row["code"] == "parent" else CHANGE_OTHER
    values = {**_reached(row), "reference": row["reference"] or ""}
    values["name"] = row["name"] if row["name"] != "Not named" else ""
    if row["code"] == "parent":
        values["parental_responsibility"] = "no" if "no" in row["responsibility"].split() else "yes"
        values["shielded"] = "yes" if row["shield"] else ""
    forms = [Placed(asking, row["id"], values, "Something has changed")]
    return forms if row["to"] else [*forms, Placed(END, row["id"], folded="They have no part in this any more")]


def _reached(row: dict[str, Any]) -> dict[str, str]:
    return {
        "address": row["address"] or "",
        "interpreter": row["interpreter"] or "",
        "easy_read": "yes" if row["easy_read"] else "",
    }


def _child(row: dict[str, Any]) -> Entry:
    return _entry(row, [Placed(CHILD, None, _reached(row), "How they are written to")])


def _entry(row: dict[str, Any], forms: Sequence[Placed]) -> Entry:
    until = f" to {day_text(row['to'])}" if row["to"] else ""
    when = "" if row["code"] == "child" else f"From {day_text(row['from'])}{until}."
    told = [
        row["responsibility"],
        f"Known by {row['reference']}." if row["reference"] else "",
        when,
        f"Letters in {row['interpreter']}." if row["interpreter"] else "",
        "Letters in easy read." if row["easy_read"] else "",
    ]
    lines = [each for each in told if each]
    return Entry(f"{row['role']}: {row['name']}", lines, row["shield"], forms, row["address"] or "")
