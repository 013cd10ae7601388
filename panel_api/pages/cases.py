"""The list of cases: filters, pages of it, and the same as a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import ValidationError

from panel_api import columns, services, store, words
from panel_api.reading import said
from panel_api.render import page
from panel_api.routes.asking import OfDesk
from panel_api.schemas import CaseQuery
from panel_api.seed.county import PARTNERSHIPS
from panel_api.services import Desk
from panel_api.store import CaseFilter, CaseLine, Cursor

router = APIRouter()
FILTERS: Final = ("stage", "status", "band", "legal_basis", "partnership", "asked_from", "asked_to", "reference")
PAGE: Final = 50
MOST_ROWS: Final = 20_000
_FORMULA: Final = re.compile(r"^[\s\u3000]*[=+\-@\t\r\n＝＋－＠]")


@router.get("/cases")
def list_cases(request: Request, desk: OfDesk) -> Response:
    """One page of the list, newest first: two queries, however many cases there are."""
    chosen = {name: request.query_params.get(name, "").strip() for name in FILTERS}
    chosen["reference"] = chosen["reference"].upper()
    query, problems = _query({**chosen, **_places(request)})
    with desk.database.reading() as session:
        found = services.list_cases(session, desk, query)
        count = store.count_cases(session, desk.viewer, _filter(query))
    narrowing = {name: value for name, value in chosen.items() if value}
    view: dict[str, Any] = {
        "title": "Cases",
        "rows": found.rows,
        "chosen": chosen,
        "narrowed": bool(narrowing),
        "problems": problems,
        "found": "More than 1,000 cases" if count > 1000 else f"{count:,} case{'s' if count != 1 else ''}",
        "query": f"?{urlencode(narrowing)}" if narrowing else "",
        "newer": _address(narrowing, "before", found.before),
        "older": _address(narrowing, "after", found.after),
        **_options(),
    }
    return page(request, "cases.html", view, status=422 if problems else 200)


def _places(request: Request) -> dict[str, str]:
    given = {name: request.query_params.get(name, "") for name in ("after", "before")}
    return {name: value for name, value in given.items() if value}


def _query(asked: dict[str, str]) -> tuple[CaseQuery, list[dict[str, str]]]:
    """The query, without what could not be understood; and the problems, each with its field."""
    raw: dict[str, Any] = {name: value for name, value in asked.items() if value}
    problems: list[dict[str, str]] = []
    while True:
        try:
            return CaseQuery.model_validate({**raw, "size": PAGE}), problems
        except ValidationError as error:
            for problem in said(error, CaseQuery):
                name = str(problem.where).split(".")[0]
                problems.append({"name": name, "text": f"{name.replace('_', ' ').capitalize()}: {problem.message}"})
                raw.pop(name, None)


def _filter(query: CaseQuery) -> CaseFilter:
    return CaseFilter(**query.model_dump(exclude={"after", "before", "size"}))


def _address(narrowing: dict[str, str], name: str, cursor: Cursor | None) -> str | None:
    return f"/cases?{urlencode({**narrowing, name: str(cursor)})}" if cursor else None


def _options() -> dict[str, Any]:
    return {
        "options": {
            "stage": columns.STAGES,
            "status": columns.STATUSES,
            "band": ("0", "1", "2", "3", "4", "5"),
            "legal_basis": columns.LEGAL_BASES,
            "partnership": PARTNERSHIPS,
        },
        "words": {
            "stage": lambda code: words.said(words.STAGES, code),
            "status": lambda code: words.said(words.STATUSES, code),
            "band": lambda code: f"Band {code}",
            "legal_basis": lambda code: words.said(words.LEGAL_BASES, code),
            "partnership": str,
        },
    }


@router.get("/cases.csv")
def spreadsheet(request: Request, desk: OfDesk) -> Response:
    """The narrowed list as CSV, up to 20,000 rows, read a page at a time."""
    query, _ = _query({name: request.query_params.get(name, "").strip() for name in FILTERS})
    headers = {"Content-Disposition": 'attachment; filename="cases.csv"'}
    return StreamingResponse(_lines(desk, query), media_type="text/csv; charset=utf-8", headers=headers)


def _lines(desk: Desk, query: CaseQuery) -> Iterator[str]:
    heads = ("case", "asked on", "legal footing", "partnership", "stage", "advice", "band", "amount a year in pounds")
    yield "\ufeff" + _line(heads)
    after: Cursor | None = None
    for _ in range(MOST_ROWS // store.cases.MOST_ROWS):
        with desk.database.reading() as session:
            found = store.list_cases(session, desk.viewer, _filter(query), after=after, size=store.cases.MOST_ROWS)
        yield "".join(_line(_row(row)) for row in found.rows)
        after = found.after
        if after is None:
            return


def _row(row: CaseLine) -> tuple[str, ...]:
    amount = "" if row.amount_pence is None else f"{row.amount_pence // 100}.{row.amount_pence % 100:02d}"
    stage, advice = words.said(words.STAGES, row.stage), words.said(words.STATUSES, row.status) if row.status else ""
    footing = words.said(words.LEGAL_BASES, row.legal_basis)
    return (row.reference, str(row.asked_on), footing, row.partnership or "", stage, advice, row.band or "", amount)


def _line(cells: tuple[str, ...]) -> str:
    """One line; a cell that a spreadsheet would run as a formula is led by an apostrophe."""
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells])
    return out.getvalue()
