"""The directory to take away, narrowed as the list is: CSV and XLSX, safe to open, and JSON."""

from collections.abc import Iterator
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from engine.placing.places import Free
from panel_api.errors import Trouble
from panel_api.models import Provision
from panel_api.pages.provision import chosen_in, understood
from panel_api.routes.guarding import ReadProvision
from panel_api.schemas_provision import ProvisionQuery
from panel_api.services import Desk
from panel_api.services.json_text import json_text
from panel_api.services.provision_pages import page_of
from panel_api.services.show_provision import provision_summary
from panel_api.sheets import BOM, CSV_TYPE, XLSX_TYPE, Cell, line, workbook
from panel_api.store.provision_list import MOST_ROWS
from panel_api.views.provision import ADMITS, PHASES, STATES, list_row

Place = tuple[Provision, Free]
router = APIRouter()
MOST_PAGES: Final = 400
"""So many pages of MOST_ROWS are taken away at most: 80,000 places."""
HEADS: Final = (
    "Code", "Name", "Kind", "State", "Town", "Partnership", "Council", "Phase", "From age", "To age", "Admits",
    "Boards", "Section 41", "Designated for", "Capacity", "Free places", "Not known about places", "Numbers from",
    "Commissioned", "On roll", "Leaving", "Named", "Decided here since", "Easting", "Northing", "Invented",
)  # fmt: skip


@router.get("/provision.csv")
def spreadsheet(request: Request, desk: ReadProvision) -> Response:
    """A line a place. A filter that cannot be understood gives no list at all, never a longer one."""
    query = _query(request)
    head = iter([BOM + line(HEADS)])
    rows = (line(_row(*each)) for each in _places(desk, query))
    return StreamingResponse(_both(head, rows), media_type=CSV_TYPE, headers=_named("csv"))


@router.get("/provision.xlsx")
def workbook_of(request: Request, desk: ReadProvision) -> Response:
    """The same as an XLSX file."""
    query = _query(request)
    rows = (_row(*each) for each in _places(desk, query))
    return Response(workbook([("Provision", HEADS, rows)]), media_type=XLSX_TYPE, headers=_named("xlsx"))


@router.get("/provision.json")
def as_json(request: Request, desk: ReadProvision) -> Response:
    """The same as a list of objects, for programs."""
    query = _query(request)
    each = (json_text(provision_summary(*place)) for place in _places(desk, query))
    return StreamingResponse(_listed(each), media_type="application/json", headers=_named("json"))


def _query(request: Request) -> ProvisionQuery:
    query, problems = understood(chosen_in(request))
    if problems:
        raise Trouble("bad-input", "The directory could not be narrowed as asked: " + " ".join(problems.values()))
    return query.model_copy(update={"size": MOST_ROWS})


def _places(desk: Desk, query: ProvisionQuery) -> Iterator[Place]:
    after: str | None = None
    for _ in range(MOST_PAGES):
        with desk.database.reading() as session:
            page, free = page_of(session, desk, query.model_copy(update={"after": after}))
        yield from ((row, free[row.id]) for row in page.rows)
        after = page.after
        if after is None:
            return


def _row(row: Provision, free: Free) -> tuple[Cell, ...]:
    shown, numbers = list_row(row, free), free.numbers
    counts = (numbers.commissioned, numbers.on_roll, numbers.leaving, numbers.named) if numbers else (None,) * 4
    return (
        row.code, row.name, shown["kind"], STATES[row.state], row.town, row.partnership, row.authority,
        PHASES.get(row.phase or "", row.phase), row.least_age, row.most_age, ADMITS.get(row.admits or "", row.admits),
        _yes_no(row.boarding), _yes_no(row.section_41), shown["needs"], row.capacity, free.places,
        "; ".join(free.unknown), numbers.from_day if numbers else None, *counts, free.decided, row.easting,
        row.northing, "invented" if row.invented else "",
    )  # fmt: skip


def _yes_no(value: bool | None) -> str:
    return "not known" if value is None else "yes" if value else "no"


def _named(ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="provision.{ending}"'}


def _both(*parts: Iterator[str]) -> Iterator[str]:
    for part in parts:
        yield from part


def _listed(texts: Iterator[str]) -> Iterator[str]:
    yield "["
    for number, text in enumerate(texts):
        yield ("," if number else "") + text
    yield "]"
