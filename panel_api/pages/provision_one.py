"""One place of the directory: what it is, for whom, its places, what it can give, and every change of it."""

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.pages.forms import day_typed
from panel_api.render import page
from panel_api.routes.guarding import ReadProvision
from panel_api.services import Desk, Session
from panel_api.services.places_free import free_on
from panel_api.services.provision import as_of, find_provision
from panel_api.services.provision_facts import fit_book_or_none, place_facts
from panel_api.services.provision_fields import fields_of
from panel_api.store.provision import all_costs, provisions_by_number, units_within
from panel_api.store.provision_history import changes_of, numbers_of_one
from panel_api.views import provision as views
from panel_api.views.provision_costs import costs_view

router = APIRouter()
MOST_CHANGES: Final = 50


@router.get("/provision/{code}")
def one(request: Request, desk: ReadProvision, code: str) -> Response:
    """One place as it stands, or as the directory had it at the end of a day (`on`)."""
    typed = request.query_params.get("on", "").strip()[:40]
    day = _day(typed)
    with desk.database.reading() as session:
        view = _view(session, desk, code, day)
    wrong = "Write a day such as 14/9/2026." if typed and day is None else ""
    view |= {"typed": typed, "errors": {"on": wrong}, "links": [{"anchor": "on", "text": wrong}] if wrong else []}
    return page(request, "provision_one.html", view, status=422 if wrong else 200)


def _view(session: Session, desk: Desk, code: str, day: dt.date | None) -> dict[str, Any]:
    row, today = find_provision(session, desk, code), desk.last_day()
    asked = place_facts(fit_book_or_none(desk))
    past = as_of(session, desk, row, day) if day is not None and day < today else None
    on = past.day if past else today
    fields = (past.fields or {}) if past else fields_of(row)
    free = free_on(session, desk, [row.id], on)[row.id]
    school = provisions_by_number(session, desk.viewer, [row.within_id]) if row.within_id else {}
    changes = changes_of(session, desk.viewer, row.id, many=MOST_CHANGES)
    view = {
        "title": row.name,
        "code": row.code,
        "name": fields.get("name", row.name),
        "on": on,
        "past": past is not None,
        "there": bool(fields),
        "later": len(past.later) if past else 0,
        "invented": row.invented,
        "free": free,
        "free_words": views.places_words(free),
        "school": next(iter(school.values()), None),
        "units": units_within(session, desk.viewer, row.id),
        "numbers": views.numbers_rows(numbers_of_one(session, desk.viewer, row.id)),
        "costs": costs_view(all_costs(session, desk.viewer, row.id), on)["now"],
        "history": views.history(changes, asked),
        "most": MOST_CHANGES,
        "entered": row.created_at,
        "changed": row.updated_at,
    }
    if fields:
        view |= {
            "state": fields["state"],
            "state_words": views.STATES[fields["state"]],
            "closed_on": fields.get("closed_on"),
            "lead": views.lead(fields),
            "law": views.footing(fields),
            "rows": views.detail_rows(fields, asked),
            "facts": views.facts_rows(fields, asked),
        }
    return view


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day_typed(typed))
    except ValueError:
        return None
