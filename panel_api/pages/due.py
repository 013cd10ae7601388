"""What is due: the list with its filters, as a spreadsheet, and as a calendar that a telephone can read."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from pydantic import ValidationError

from engine.law.dates import FORCES, SOON, standing_words
from panel_api import columns, store, words
from panel_api.calendar_feed import MEDIA_TYPE
from panel_api.errors import Trouble
from panel_api.pages.spreadsheet import MOST_ROWS
from panel_api.render import page
from panel_api.routes.guarding import Public, SeeDue
from panel_api.schemas import DueQuery
from panel_api.services import Desk, due
from panel_api.sheets import line
from panel_api.store import Cursor, subjects
from panel_api.store.due_lists import DueLine

router = APIRouter()
FILTERS: Final = ("when", "force", "legal_basis")
UNDATED: Final = "undated"
WHEN: Final = (
    ("now", f"Overdue and due within {due.NOW} days"),
    ("overdue", "Overdue"),
    *((str(days), f"Due within {days} days") for days in due.AHEAD),
    ("all", "Everything that is not met"),
    (UNDATED, "Cases in law without any date yet"),
)
FORCE: Final = (("law", "Deadline in law"), ("own_standard", "Our own standard"))
HEADS: Final = ("Due on", "What", "Case", "Legal footing", "Kind of date", "How it stands", "Finding")
_PLACE: Final = "That page of the list is not there. This is the first one."


@router.get("/due")
def read_due(request: Request, desk: SeeDue) -> Response:
    """One page of the list, the earliest due first: a constant number of queries, however much is due."""
    chosen, query, wrong = _asked(request)
    view: dict[str, Any] = {"title": "Due", "chosen": chosen, "errors": wrong, "options": _options(), "others": []}
    narrowing = {name: value for name, value in chosen.items() if value not in ("", "now") and name not in wrong}
    view["query"] = f"?{urlencode(narrowing)}" if narrowing else ""
    view["links"] = [{"anchor": name, "text": text} for name, text in wrong.items()]
    with desk.database.reading() as session:
        view["feed_since"] = due.feed_since(session, desk)
        view["asked_overdue"] = subjects.open_subject_count(session, desk.viewer, desk.last_day())
        if chosen["when"] == UNDATED:
            view["undated"] = due.without_dates(session, desk)
            return page(request, "due_undated.html", view)
        try:
            found = due.due_list(session, desk, query)
        except Trouble:
            view["others"] = [_PLACE]
            found = due.due_list(session, desk, query.model_copy(update={"after": None, "before": None}))
    today = desk.last_day()
    view |= {
        "rows": [_row(each, desk) for each in found.page.rows],
        "today": today,
        "counts": [(code, text, found.counts[code]) for code, text in WHEN if code in found.counts],
        "found": "More than 1,000 dates" if found.count > 1000 else f"{found.count:,} date{'s' * (found.count != 1)}",
        "narrowed": bool(narrowing),
        "earlier": _address(narrowing, "before", found.page.before),
        "later": _address(narrowing, "after", found.page.after),
    }
    bad = bool(wrong or view["others"])
    view["title"] = "Error: Due" if bad else "Due"
    return page(request, "due.html", view, status=422 if bad else 200)


@router.get("/due.csv")
def spreadsheet(request: Request, desk: SeeDue) -> Response:
    """The narrowed list. A filter that cannot be understood gives no list at all, never a longer one."""
    _, query, wrong = _asked(request)
    if wrong:
        raise Trouble("bad-input", "The list could not be narrowed as asked: " + " ".join(wrong.values()))
    headers = {"Content-Disposition": 'attachment; filename="due.csv"'}
    return StreamingResponse(_lines(desk, query), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/due.ics")
def calendar(request: Request, desk: Public) -> Response:
    """The calendar of whoever the secret address was made for: references, words and days, and nothing of a child."""
    secret = request.query_params.get("key", "")[:200]
    _, query, _ = _asked(request)
    with desk.database.reading() as session:
        request.state.feed_viewer = viewer = due.feed_viewer(session, desk, secret)
        text = due.feed(session, desk, viewer, query)
    return Response(text, media_type=MEDIA_TYPE, headers={"Content-Disposition": 'inline; filename="due.ics"'})


@router.post("/due/feed")
def make_feed(request: Request, desk: SeeDue) -> Response:
    """Make a secret address, shown once; the one before opens nothing any more."""
    with desk.database.writing() as session:
        secret = due.make_feed(session, desk)
    base = desk.settings.public_url or str(request.base_url).rstrip("/")
    return page(request, "due_feed.html", {"title": "Your calendar address", "address": f"{base}/due.ics?key={secret}"})


@router.post("/due/feed/end")
def end_feed(desk: SeeDue) -> Response:
    """End one's own feed."""
    with desk.database.writing() as session:
        due.end_feed(session, desk)
    return RedirectResponse("/due#calendar", status_code=303)


def _asked(request: Request) -> tuple[dict[str, str], DueQuery, dict[str, str]]:
    """What was chosen, the query without what cannot be understood, and what was wrong, by field."""
    chosen = {name: request.query_params.get(name, "").strip()[:40] for name in FILTERS}
    places = {name: request.query_params.get(name, "")[:60] for name in ("after", "before")}
    raw = {name: value for name, value in {**chosen, **places}.items() if value and value != UNDATED}
    wrong: dict[str, str] = {}
    while True:
        try:
            return chosen, DueQuery.model_validate(raw), wrong
        except ValidationError as error:
            for name in {str(each["loc"][0]) for each in error.errors(include_url=False)}:
                raw.pop(name)
                if name in FILTERS:
                    wrong[name] = "Choose one of the list."


def _options() -> dict[str, list[tuple[str, str]]]:
    bases = [(code, words.said(words.LEGAL_BASES, code)) for code in columns.LEGAL_BASES]
    return {"when": list(WHEN), "force": list(FORCE), "legal_basis": bases}


def _row(row: DueLine, desk: Desk) -> dict[str, Any]:
    today = desk.last_day()
    return {
        "line": row,
        "state": _state((row.due_on - today).days),
        "says": standing_words(row.due_on, today, possible=row.possible).removesuffix("."),
        "force": FORCES["law"] if row.law else "Our own standard, no deadline in law",
    }


def _state(left: int) -> str:
    return "overdue" if left < 0 else "due_soon" if left <= SOON else "due"


def _address(narrowing: dict[str, str], name: str, cursor: Cursor | None) -> str | None:
    return f"/due?{urlencode({**narrowing, name: str(cursor)})}" if cursor else None


def _lines(desk: Desk, query: DueQuery) -> Iterator[str]:
    yield "\ufeff" + line(HEADS)
    after: str | None = None
    for _ in range(MOST_ROWS // store.cases.MOST_ROWS):
        narrowed = query.model_copy(update={"after": after, "before": None, "size": store.cases.MOST_ROWS})
        with desk.database.reading() as session:
            found = due.due_page(session, desk, narrowed)
        yield "".join(line(_cells(_row(row, desk))) for row in found.rows)
        if found.after is None:
            return
        after = str(found.after)
    yield line((f"Cut here, at {MOST_ROWS:,} dates. Narrow the list to take the rest.",))


def _cells(shown: dict[str, Any]) -> tuple[str, ...]:
    row: DueLine = shown["line"]
    footing = words.said(words.LEGAL_BASES, row.legal_basis)
    finding = "A person found that a reason in law applies" if row.excused else ""
    return (row.due_on.isoformat(), row.words, row.reference, footing, shown["force"], shown["says"], finding)
