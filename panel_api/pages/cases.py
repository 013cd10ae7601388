"""The list of cases: filters, and pages of it. What cannot be understood is told, and stays in its field."""

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from panel_api import columns, services, store, words
from panel_api.errors import Trouble
from panel_api.pages.forms import day_typed
from panel_api.render import page
from panel_api.routes.guarding import ReadCases
from panel_api.schemas import CaseQuery
from panel_api.seed.county import BANNER, PARTNERSHIPS
from panel_api.store import CaseFilter, Cursor
from panel_api.store.holds import standing_holds

router = APIRouter()
FILTERS: Final = ("stage", "status", "band", "legal_basis", "partnership", "asked_from", "asked_to", "reference")
PAGE: Final = 50
Problems = dict[str, str]
_LISTED: Final = "Choose one of the list."
_WRONG: Final = {
    "stage": _LISTED,
    "status": _LISTED,
    "legal_basis": _LISTED,
    "band": "Write a band such as 3.",
    "partnership": "Write the name of a partnership.",
    "asked_from": "Write a day such as 14/9/2026.",
    "asked_to": "Write a day such as 14/9/2026.",
    "reference": "A reference looks like WK4M-7XPD. Write how it begins.",
    "after": "That page of the list is not there. This is the first one.",
    "before": "That page of the list is not there. This is the first one.",
}


@router.get("/cases")
def list_cases(request: Request, desk: ReadCases) -> Response:
    """One page of the list, newest first: two queries and one of holds, however many cases there are."""
    chosen = chosen_in(request)
    places = {name: request.query_params.get(name, "") for name in ("after", "before")}
    query, problems = understood({**chosen, **places})
    with desk.database.reading() as session:
        try:
            found = services.list_cases(session, desk, query)
        except Trouble:
            query = query.model_copy(update={"after": None, "before": None})
            problems["after"] = _WRONG["after"]
            found = services.list_cases(session, desk, query)
        count = store.count_cases(session, desk.viewer, filter_of(query))
        kept = desk.viewer.may("keep_retention")
        on_hold = standing_holds(session, desk.viewer, [row.id for row in found.rows]) if kept else {}
    narrowing = {name: value for name, value in chosen.items() if value}
    view: dict[str, Any] = {
        "title": "Error: Cases" if problems else "Cases",
        "rows": found.rows,
        "on_hold": on_hold,
        "chosen": chosen,
        "narrowed": bool(narrowing),
        "errors": {name: problems.get(name, "") for name in FILTERS},
        "links": [{"anchor": name, "text": problems[name]} for name in FILTERS if name in problems],
        "others": [problems[name] for name in ("after", "before") if name in problems],
        "found": "More than 1,000 cases" if count > 1000 else f"{count:,} case{'s' if count != 1 else ''}",
        "query": f"?{urlencode(narrowing)}" if narrowing else "",
        "newer": _address(narrowing, "before", found.before),
        "older": _address(narrowing, "after", found.after),
        "options": _options(getattr(request.app.state, "banner", None) == BANNER),
    }
    return page(request, "cases.html", view, status=422 if problems else 200)


def chosen_in(request: Request) -> dict[str, str]:
    """The filters as they were typed."""
    chosen = {name: request.query_params.get(name, "").strip()[:200] for name in FILTERS}
    return {**chosen, "reference": chosen["reference"].upper()}


def understood(asked: dict[str, str]) -> tuple[CaseQuery, Problems]:
    """The query, without what could not be understood; and what was wrong, by field."""
    raw: dict[str, Any] = {name: value for name, value in asked.items() if value}
    raw |= {name: day_typed(raw[name]) for name in ("asked_from", "asked_to") if name in raw}
    problems: Problems = {}
    while True:
        try:
            query = CaseQuery.model_validate({**raw, "size": PAGE})
        except ValidationError as error:
            for name in {str(each["loc"][0]) for each in error.errors(include_url=False)}:
                problems[name] = _WRONG[name]
                raw.pop(name)
            continue
        if query.asked_from and query.asked_to and query.asked_to < query.asked_from:
            problems["asked_to"] = "The last day lies before the first. Write a later one."
            query = query.model_copy(update={"asked_to": None})
        return query, problems


def filter_of(query: CaseQuery) -> CaseFilter:
    """The query as the store takes it."""
    return CaseFilter(**query.model_dump(exclude={"after", "before", "size"}))


def _address(narrowing: dict[str, str], name: str, cursor: Cursor | None) -> str | None:
    return f"/cases?{urlencode({**narrowing, name: str(cursor)})}" if cursor else None


def _options(invented: bool) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers, code and words; nothing where it is typed."""
    return {
        "stage": [(code, words.said(words.STAGES, code)) for code in columns.STAGES],
        "status": [(code, words.said(words.STATUSES, code)) for code in columns.STATUSES],
        "legal_basis": [(code, words.said(words.LEGAL_BASES, code)) for code in columns.LEGAL_BASES],
        "partnership": [(name, name) for name in PARTNERSHIPS] if invented else [],
    }
