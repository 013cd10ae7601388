"""Shares of a joint package: who was asked, who has agreed what, since when, until when, and what shows it."""

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.amounts import money_words
from panel_api import store
from panel_api.models import JointShare
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field, Stopped
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import Entry, Kept, Placed, show, write
from panel_api.render import day_text
from panel_api.routes.guarding import KeepCase
from panel_api.schemas import Strict
from panel_api.schemas_costs import NewShare
from panel_api.services import Desk, held_of, shares
from panel_api.store.provision import provisions_by_number
from panel_api.views.place_costs import AGENCIES, STATES

router = APIRouter()
Where = Mapping[int | None, tuple[str, str]]
"""Code and name of places by their number."""
_FIELDS: Final = (
    Field("agency", "Who pays", "choice", needed="Choose who pays.", options=tuple(AGENCIES.items())),
    Field("what", "What it is for", hint="Such as: nursing, 20 hours a week.", needed="Write what it is for."),
    Field("place", "At which place", hint="Its code in the directory. Empty where it holds wherever the child is.",
          wrong="Write its code, such as 950001, or leave it empty.", width="20"),
    Field("state", "Where it stands", "choice", needed="Choose where it stands.", options=tuple(STATES.items())),
    Field("cost", "How much a year", "money", "In pounds. Leave it empty while no amount is agreed.",
          wrong="Write an amount in pounds, such as 4,200 or 4,200.50.", width="10"),
    Field("agreed_by", "Who agreed", hint="Their role and body. Only where it is agreed."),
    Field("agreed_on", "The day it was agreed", "day", f"{DAY} Only where it is agreed.", wrong=DAY_WRONG, width="20"),
    Field("from", "From which day it is paid", "day", DAY, wrong=DAY_WRONG, width="20"),
    Field("until", "Until which day", "day", "The last day. Leave it empty while that is open.", wrong="", width="20"),
    Field("evidence", "What shows it", "words", "Such as: the minutes of the joint panel of 3 June 2026."),
)  # fmt: skip
ADD: Final = Asking("add", "Record this share", NewShare, _FIELDS, "Record a share")
REPLACE: Final = Asking("replace", "Record what holds now", NewShare, _FIELDS)
STRIKE: Final = Asking("strike", "Strike it out", Strict, ())


@router.get("/cases/{reference}/shares")
def read_shares(request: Request, desk: KeepCase, reference: str) -> Response:
    """The shares by where they stand, and what held before."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/shares/add")
def add_share(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Record a share."""
    return write(
        request, desk, form, ADD,
        lambda session, given: shares.add_share(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/shares/{number}/replace")
def replace_share(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Record what holds of a share now; what held before is kept."""
    return write(
        request, desk, form, REPLACE,
        lambda session, given: shares.replace_share(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/shares/{number}/strike")
def strike_share(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Strike a share out that was written down by mistake; it is kept."""
    return write(
        request, desk, form, STRIKE,
        lambda session, _given: shares.replace_share(session, desk, reference, number, None),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


def _page(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
        rows = store.hanging_on(session, desk.viewer, JointShare, held.case)
        named = {each.provision_id for each in rows if each.provision_id is not None}
        places = provisions_by_number(session, desk.viewer, named)
        where: Where = {number: (each.code, each.name) for number, each in places.items()}
    return show(request, desk, held, _kept(rows, where), stopped)


def _kept(rows: Sequence[JointShare], where: Where) -> Kept:
    holding = [each for each in rows if each.replaced_at is None]
    return Kept(
        part="shares",
        title="What health, care and others pay",
        intro=[
            "What another body pays is part of the package and no extra. It is public money too, so a legal comparison "
            "of places is the same whoever pays. What is asked for counts only once it is agreed."
        ],
        groups=[
            *(
                (words, [_entry(each, where) for each in holding if each.state == state])
                for state, words in STATES.items()
            ),
            ("What held before", [_entry(each, where) for each in reversed(rows) if each.replaced_at is not None]),
        ],
        empty="No share is written down yet. Record the first one below.",
        adds=[Placed(ADD)],
    )


def _entry(row: JointShare, where: Where) -> Entry:
    heading = f"{AGENCIES[row.agency]}: {row.what}"
    cost = "No amount is agreed yet." if row.pence is None else f"{money_words(row.pence, table=True)} a year."
    lines = [_agreed(row), _paid(row), f"At {where[row.provision_id][1]}." if row.provision_id in where else ""]
    if row.replaced_at is not None:
        lines = [f"{STATES[row.state]}.", *lines, f"Held until {day_text(row.replaced_at.date())}."]
        return Entry(heading, [each for each in lines if each], cost, said=row.evidence or "")
    forms = [
        Placed(REPLACE, row.id, _values(row, where), "Record what holds now"),
        Placed(STRIKE, row.id, folded="Strike it out: it was written down by mistake"),
    ]
    return Entry(heading, [each for each in lines if each], cost, forms, row.evidence or "")


def _agreed(row: JointShare) -> str:
    if row.agreed_by is None or row.agreed_on is None:
        return ""
    return f"Agreed by {row.agreed_by} on {day_text(row.agreed_on)}."


def _paid(row: JointShare) -> str:
    start = f"From {day_text(row.from_day)}" if row.from_day else ""
    until = f"until {day_text(row.until_day)}" if row.until_day else ""
    text = f"{start} {until}".strip()
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _values(row: JointShare, where: Where) -> dict[str, str]:
    days = {"agreed_on": row.agreed_on, "from": row.from_day, "until": row.until_day}
    return {
        "agency": row.agency,
        "what": row.what,
        "place": where[row.provision_id][0] if row.provision_id in where else "",
        "state": row.state,
        "cost": "" if row.pence is None else f"{row.pence // 100}.{row.pence % 100:02d}",
        "agreed_by": row.agreed_by or "",
        "evidence": row.evidence or "",
        **{name: day_text(day) if day else "" for name, day in days.items()},
    }
