"""The logs: who looked, who signed in, what was changed, what the ledger wrote; narrowed, paged and taken away."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import ValidationError

from panel_api.errors import Trouble
from panel_api.log_actions import ABOUT, ACTIONS
from panel_api.render import page
from panel_api.routes.guarding import ReadRecords
from panel_api.schemas_logs import LogQuery
from panel_api.services import Desk
from panel_api.sheets import BOM, CSV_TYPE, line
from panel_api.store.log_list import list_log
from panel_api.typed import day_typed
from panel_api.views.logs import log_line

router = APIRouter()
PAGE: Final = 50
MOST_ROWS: Final = 100_000
_AT_ONCE: Final = 1_000
FILTERS: Final = ("log", "action", "who", "subject", "from_day", "to_day")
NAMES: Final = {"access": "Access", "signing": "Signing in", "changes": "Changes", "ledger": "Ledger"}
_EMPTY: Final = {
    "access": "A line appears when somebody looks at a case, takes a file away or sends a letter.",
    "signing": "A line appears when somebody signs in or out, or is refused.",
    "changes": "A line appears when somebody changes accounts, roles, settings, rulebooks or what money rests on.",
    "ledger": "A line appears when entries are written to the ledger.",
}
_SAYINGS: Final = {
    "log": "Choose one of the list.",
    "action": "Choose one of the list.",
    "who": "Write a reference, such as P-WK4M-7XPD, not a name.",
    "subject": "Write a reference, such as WK4M-7XPD, not a name.",
    "from_day": "Write a day, such as 14 September 2026.",
    "to_day": "Write a day, such as 14 September 2026.",
}
HEADS: Final = ("Line", "At (UTC)", "Role", "Who", "Action", "What", "To what", "More", "Mark")


@router.get("/audit/logs")
def read_logs(request: Request, desk: ReadRecords) -> Response:
    """A page of one log. What cannot be understood of a filter is told, and left out."""
    chosen, query, wrong = _asked(request)
    with desk.database.reading() as session:
        found = list_log(session, desk.viewer, query.wanted(), before=query.before, size=PAGE)
    narrowing = {name: value for name, value in chosen.items() if value and name not in wrong and name != "log"}
    of_log = {"log": query.log, **narrowing}
    view: dict[str, Any] = {
        "title": "Error: Logs" if wrong else "Logs",
        "about": ABOUT[query.log],
        "chosen": {**chosen, "log": query.log},
        "errors": {name: wrong.get(name, "") for name in FILTERS},
        "links": [{"anchor": name, "text": text} for name, text in wrong.items()],
        "options": {"log": list(NAMES.items()), "action": _actions(query)},
        "rows": [log_line(row) for row in found.rows],
        "narrowed": bool(narrowing) or query.before is not None,
        "query": urlencode(of_log),
        "newer": f"/audit/logs?{urlencode(of_log)}" if query.before is not None else None,
        "older": f"/audit/logs?{urlencode({**of_log, 'before': found.before})}" if found.before else None,
        "empty": _EMPTY[query.log],
    }
    return page(request, "logs.html", view, status=422 if wrong else 200)


@router.get("/audit/logs.csv")
def spreadsheet(request: Request, desk: ReadRecords) -> Response:
    """The narrowed log. A filter that cannot be understood gives none at all, never a longer one."""
    _, query, wrong = _asked(request)
    if wrong:
        raise Trouble("bad-input", "The log could not be narrowed as asked: " + " ".join(wrong.values()))
    headers = {"Content-Disposition": f'attachment; filename="log-{query.log}.csv"'}
    return StreamingResponse(_lines(desk, query), media_type=CSV_TYPE, headers=headers)


def _lines(desk: Desk, query: LogQuery) -> Iterator[str]:
    yield BOM + line(HEADS)
    before = query.before
    for _ in range(MOST_ROWS // _AT_ONCE):
        with desk.database.reading() as session:
            found = list_log(session, desk.viewer, query.wanted(), before=before, size=_AT_ONCE)
        yield "".join(line(_row(log_line(row), row.by_role, row.sha256)) for row in found.rows)
        before = found.before
        if before is None:
            return
    yield line((f"Cut here, at {MOST_ROWS:,} lines. Narrow the log to take the rest.",))


def _row(shown: dict[str, Any], role: str, mark: str) -> tuple[str | int, ...]:
    at, names = shown["at"].strftime("%Y-%m-%d %H:%M:%S"), ("reference", "action", "what", "subject", "detail")
    return (shown["sequence"], at, role, *(shown[name] for name in names), mark)


def _actions(query: LogQuery) -> list[tuple[str, str]]:
    """The actions of the log that is shown, by their words."""
    found = [(code, each.words) for code, each in ACTIONS.items() if each.log == query.log]
    return sorted(found, key=lambda each: each[1])


def _asked(request: Request) -> tuple[dict[str, str], LogQuery, dict[str, str]]:
    """What was chosen, the query without what cannot be understood, and what was wrong, by field."""
    chosen = {name: request.query_params.get(name, "").strip()[:100] for name in FILTERS}
    raw = {name: day_typed(value) if name.endswith("_day") else value for name, value in chosen.items() if value}
    before = request.query_params.get("before", "")
    if before.isascii() and before.isdigit() and 0 < int(before[:16]) < 2**53:
        raw["before"] = before[:16]
    wrong: dict[str, str] = {}
    while True:
        try:
            return chosen, LogQuery.model_validate(raw), wrong
        except ValidationError as error:
            for name in {str(each["loc"][0]) for each in error.errors(include_url=False)}:
                raw.pop(name)
                wrong[name] = _SAYINGS[name]
