"""The directory of provision as a list: narrowed, by name, a page at a time."""

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from engine.law.institutions import INSTITUTIONS
from panel_api.errors import Trouble
from panel_api.render import page
from panel_api.routes.guarding import ReadProvision
from panel_api.schemas_provision import ProvisionQuery
from panel_api.services import Desk, Session
from panel_api.services.provision_pages import list_page, need_words
from panel_api.store.provision_list import partnerships_of
from panel_api.views.provision import list_row

router = APIRouter()
FILTERS: Final = ("q", "kind", "need", "partnership", "age", "state", "area", "square")
STATES: Final = (("open", "Open, closing or proposed"), ("closed", "Closed"), ("any", "All"))
AREAS: Final = (("in", "In the county"), ("out", "Beyond it"))
PAGE: Final = 50
_LISTED: Final = "Choose one of the list."
_GONE: Final = "That page of the list is not there. This is the first one."
_WRONG: Final = {
    "q": "Write at most 80 letters.",
    "kind": _LISTED,
    "need": _LISTED,
    "partnership": _LISTED,
    "age": "Write an age from 0 to 25.",
    "state": _LISTED,
    "area": _LISTED,
    "square": "That is no square of the map.",
    "after": _GONE,
    "before": _GONE,
}
Problems = dict[str, str]


@router.get("/provision")
def list_provision(request: Request, desk: ReadProvision) -> Response:
    """One page of the directory: the same queries, however many places it has."""
    chosen = chosen_in(request)
    places = {name: request.query_params.get(name, "") for name in ("after", "before")}
    query, problems = understood({**chosen, **places})
    with desk.database.reading() as session:
        try:
            found = list_page(session, desk, query)
        except Trouble:
            query = query.model_copy(update={"after": None, "before": None})
            problems["after"] = _GONE
            found = list_page(session, desk, query)
        options = options_of(session, desk)
    narrowing = narrowed(chosen)
    view: dict[str, Any] = {
        "title": "Error: Provision" if problems else "Provision",
        "rows": [list_row(each, found.free[each.id]) for each in found.rows],
        "found": f"{found.count:,} place{'s' if found.count != 1 else ''} of the directory",
        "unsaid": found.unsaid,
        "day": desk.last_day(),
        "newer": _address(narrowing, "before", found.before),
        "older": _address(narrowing, "after", found.after),
        **filters_view(chosen, problems, options),
    }
    return page(request, "provision.html", view, status=422 if problems else 200)


def chosen_in(request: Request) -> dict[str, str]:
    """The filters as they were typed."""
    return {name: request.query_params.get(name, "").strip()[:200] for name in FILTERS}


def narrowed(chosen: dict[str, str]) -> dict[str, str]:
    """The filters that narrow the list."""
    return {name: value for name, value in chosen.items() if value and (name, value) != ("state", "open")}


def understood(asked: dict[str, str]) -> tuple[ProvisionQuery, Problems]:
    """The query, without what could not be understood; and what was wrong, by field."""
    raw: dict[str, Any] = {name: value for name, value in asked.items() if value}
    problems: Problems = {}
    while True:
        try:
            return ProvisionQuery.model_validate({**raw, "size": PAGE}), problems
        except ValidationError as error:
            for name in {str(each["loc"][0]) for each in error.errors(include_url=False)}:
                problems[name] = _WRONG[name]
                raw.pop(name)


def filters_view(chosen: dict[str, str], problems: Problems, options: dict[str, Any]) -> dict[str, Any]:
    """What the form that narrows the list and the map shows."""
    narrowing = narrowed(chosen)
    return {
        "chosen": chosen,
        "narrowed": bool(narrowing),
        "query": f"?{urlencode(narrowing)}" if narrowing else "",
        "errors": {name: problems.get(name, "") for name in (*FILTERS, "from")},
        "links": [{"anchor": name, "text": problems[name]} for name in (*FILTERS, "from") if name in problems],
        "others": [problems[name] for name in ("after", "before") if name in problems],
        "options": options,
    }


def options_of(session: Session, desk: Desk) -> dict[str, Any]:
    """What each filter offers, code and words."""
    return {
        "kind": [(code, each.words) for code, each in INSTITUTIONS.items()],
        "need": list(need_words().items()),
        "partnership": [(each, each) for each in partnerships_of(session, desk.viewer)],
        "state": STATES,
        "area": AREAS,
    }


def _address(narrowing: dict[str, str], name: str, code: str | None) -> str | None:
    return f"/provision?{urlencode({**narrowing, name: code})}" if code else None
