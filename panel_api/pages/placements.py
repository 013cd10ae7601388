"""Tracked placements: number, miles and money, broken down and over time; the list a page at a time; to take away."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import ValidationError

from panel_api import store
from panel_api.errors import Trouble
from panel_api.pages.spreadsheet import MOST_ROWS
from panel_api.render import page
from panel_api.routes.guarding import ReadSufficiency
from panel_api.schemas_placements import PlacementQuery
from panel_api.services import Desk
from panel_api.services.gazetteer import ATTRIBUTION, SAID
from panel_api.services.sufficiency import TOLD, by_term, filter_here, high_pence, stays_of, terms_back
from panel_api.sheets import BOM, CSV_TYPE, XLSX_TYPE, Cell, line, pounds, workbook
from panel_api.store import Cursor
from panel_api.store.placements import PlacementFilter, count_placements, list_placements
from panel_api.views.placements import BY, KINDS, NEEDS, PHASES, breakdown, over_time, shown

router = APIRouter()
FILTERS: Final = ("which", "when", "need", "phase", "partnership", "kind", "by")
WHICH: Final = (
    ("tracked", "High cost or out of county"), ("high", "High cost"), ("out", "Out of county"), ("all", "Every one"),
)  # fmt: skip
WHEN: Final = (("now", "That run today"), ("ever", "That ever ran"))
_LISTED: Final = "Choose one of the list."
_PLACE: Final = "That page of the list is not there. This is the first one."
_HEADS: Final = (
    "Placement", "Kind of provision", "School", "Where", "Need", "Phase", "Partnership", "Age at the start", "From",
    "Until", "Miles in a straight line", "Pounds a year", "Of it, health", "Of it, social care",
)  # fmt: skip
_TOTALS: Final = (
    "Children", "Miles on average", "Miles not known of", "Pounds a year", "Cost not known of", "Of high cost",
    "Others pay, pounds a year",
)  # fmt: skip


@router.get("/placements")
def read_placements(request: Request, desk: ReadSufficiency) -> Response:
    """Figures, then one page of the list, those that began last first: three queries, however many there are."""
    chosen, query, wrong = _asked(request)
    after, before, lost = _places(query)
    wanted, high = _filter(desk, query), high_pence(desk)
    with desk.database.reading() as session:
        found = list_placements(session, desk.viewer, wanted, after=after, before=before)
        count = count_placements(session, desk.viewer, wanted)
        stays = stays_of(session, desk, _ever(query))
    today, terms = desk.last_day(), terms_back(desk.last_day())
    counted = [each for each in stays if query.when == "ever" or each.holds(today)]
    narrowing = {name: value for name, value in chosen.items() if value and name not in wrong}
    rows = breakdown(counted, query.by, high)
    view: dict[str, Any] = {
        "title": "Error: Placements" if wrong or lost else "Placements",
        "chosen": {**chosen, "which": chosen["which"] or "tracked", "when": chosen["when"] or "now",
                   "by": chosen["by"] or "partnership"},
        "errors": {name: wrong.get(name, "") for name in FILTERS},
        "links": [{"anchor": name, "text": text} for name, text in wrong.items()],
        "others": [_PLACE] if lost else [],
        "options": _options(),
        "today": today,
        "high": high,
        "whole": _whole(rows),
        "by_words": BY[query.by][0],
        "rows": rows,
        "terms": over_time(terms, by_term(stays, terms, high)),
        "listed": [shown(each, desk.viewer, desk.settings.authority_code, high) for each in found.rows],
        "count": count,
        "narrowed": bool(narrowing),
        "query": f"?{urlencode(narrowing)}" if narrowing else "",
        "newer": _address(narrowing, "before", found.before),
        "older": _address(narrowing, "after", found.after),
        "said": SAID,
        "attribution": ATTRIBUTION,
    }  # fmt: skip
    return page(request, "placements.html", view, status=422 if wrong or lost else 200)


@router.get("/placements.csv")
def as_csv(request: Request, desk: ReadSufficiency) -> Response:
    """The narrowed list. A filter that cannot be understood gives no list at all, never a longer one."""
    query = _understood(request)
    headers = {"Content-Disposition": 'attachment; filename="placements.csv"'}
    return StreamingResponse(_lines(desk, query), media_type=CSV_TYPE, headers=headers)


@router.get("/placements.xlsx")
def as_workbook(request: Request, desk: ReadSufficiency) -> Response:
    """A sheet of what this is, one of the list, one a breakdown, and one over time."""
    query, high = _understood(request), high_pence(desk)
    with desk.database.reading() as session:
        stays = stays_of(session, desk, _ever(query))
    today, terms = desk.last_day(), terms_back(desk.last_day())
    counted = [each for each in stays if query.when == "ever" or each.holds(today)]
    about = ((TOLD,), (f"Of high cost: from £{desk.settings.high_cost:,} a year.",), (SAID,), (ATTRIBUTION,))
    made = workbook(
        [
            ("About", ("Placements",), about),
            ("List", _HEADS, _cells(desk, query)),
            *(
                (words, (words, *_TOTALS), map(_total, breakdown(counted, by, high)))
                for by, (words, _, _) in BY.items()
            ),
            ("Over time", ("Term", *_TOTALS), map(_total, over_time(terms, by_term(stays, terms, high)))),
        ]
    )
    headers = {"Content-Disposition": 'attachment; filename="placements.xlsx"'}
    return Response(made, media_type=XLSX_TYPE, headers=headers)


def _asked(request: Request) -> tuple[dict[str, str], PlacementQuery, dict[str, str]]:
    """What was chosen, the query without what cannot be understood, and what was wrong, by field."""
    chosen = {name: request.query_params.get(name, "").strip()[:80] for name in FILTERS}
    places = {name: request.query_params.get(name, "")[:60] for name in ("after", "before")}
    raw = {name: value for name, value in {**chosen, **places}.items() if value}
    wrong: dict[str, str] = {}
    while True:
        try:
            return chosen, PlacementQuery.model_validate(raw), wrong
        except ValidationError as error:
            for name in {str(each["loc"][0]) for each in error.errors(include_url=False)}:
                raw.pop(name)
                if name in FILTERS:
                    wrong[name] = "Write the name of a partnership." if name == "partnership" else _LISTED


def _understood(request: Request) -> PlacementQuery:
    _, query, wrong = _asked(request)
    if wrong:
        raise Trouble("bad-input", "The list could not be narrowed as asked: " + " ".join(wrong.values()))
    return query


def _places(query: PlacementQuery) -> tuple[Cursor | None, Cursor | None, bool]:
    """Where the page begins or ends, and whether that could not be understood."""
    try:
        after, before = (None if text is None else Cursor.parse(text) for text in (query.after, query.before))
    except ValueError:
        return None, None, True
    return (after, before, False) if after is None or before is None else (None, None, True)


def _filter(desk: Desk, query: PlacementQuery) -> PlacementFilter:
    on = desk.last_day() if query.when == "now" else None
    given = query.model_dump(exclude={"when", "by", "after", "before"})
    return filter_here(desk, PlacementFilter(**given, on=on))


def _ever(query: PlacementQuery) -> PlacementFilter:
    """The same whenever it ran: figures over time are of all of them."""
    return PlacementFilter(**query.model_dump(exclude={"when", "by", "after", "before"}))


def _whole(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The sums of a breakdown, which are of everything."""
    return {name: sum(each[name] for each in rows) for name in ("children", "pence", "unpriced", "dear", "unmeasured")}


def _options() -> dict[str, list[tuple[str, str]]]:
    return {
        "which": list(WHICH),
        "when": list(WHEN),
        "need": list(NEEDS.items()),
        "phase": list(PHASES.items()),
        "kind": list(KINDS.items()),
        "by": [(code, words) for code, (words, _, _) in BY.items()],
    }


def _address(narrowing: dict[str, str], name: str, cursor: Cursor | None) -> str | None:
    return f"/placements?{urlencode({**narrowing, name: str(cursor)})}#list" if cursor else None


def _lines(desk: Desk, query: PlacementQuery) -> Iterator[str]:
    yield BOM + line((TOLD,)) + line(_HEADS)
    for row in _cells(desk, query):
        yield line(row)


def _cells(desk: Desk, query: PlacementQuery) -> Iterator[tuple[Cell, ...]]:
    """Every row of the list, read a page at a time."""
    after: Cursor | None = None
    wanted, county, high = _filter(desk, query), desk.settings.authority_code, high_pence(desk)
    for _ in range(MOST_ROWS // store.cases.MOST_ROWS):
        with desk.database.reading() as session:
            found = list_placements(session, desk.viewer, wanted, after=after, size=store.cases.MOST_ROWS)
        for each in found.rows:
            told = shown(each, desk.viewer, county, high)
            yield (
                told["reference"], told["kind"], told["school"] or "", told["where"], told["need"], told["phase"],
                told["partnership"], told["age"], told["from_day"], told["until_day"], told["miles"],
                *(None if told[name] is None else pounds(told[name]) for name in ("pence", "health", "care")),
            )  # fmt: skip
        after = found.after
        if after is None:
            return
    yield (f"Cut here, at {MOST_ROWS:,} placements. Narrow the list to take the rest.",)


def _total(row: dict[str, Any]) -> tuple[Cell, ...]:
    return (
        row["name"], row["children"], row["miles"], row["unmeasured"], pounds(row["pence"]), row["unpriced"],
        row["dear"], pounds(row["others"]),
    )  # fmt: skip
