"""Allocations by formula: every year with each partnership's figure, and each figure opened into its arithmetic."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.explaining.sharing import allocation_report, opened
from panel_api import services
from panel_api.errors import not_found
from panel_api.render import page
from panel_api.routes.answering import json_answer
from panel_api.routes.guarding import ReadAllocations
from panel_api.services import Desk
from panel_api.services.allocation_runs import find_run, find_year, kept_shares, last_year_of, opened_again
from panel_api.sheets import BOM, CSV_TYPE, line
from panel_api.store import allocations as kept
from panel_api.store.allocations import Kept
from panel_api.views.allocations import change_words, opened_view, year_rows, year_words

router = APIRouter()


@router.get("/allocations")
def years(request: Request, desk: ReadAllocations) -> Response:
    """Every year for which an allocation is kept, the latest first."""
    with desk.database.reading() as session:
        found = [_year(session, desk, year) for year in kept.run_years(session, desk.viewer)]
        runs = kept.list_runs(session, desk.viewer)
    return page(request, "allocations.html", {"title": "Allocations", "years": found, "runs": runs})


def _year(session: services.Session, desk: Desk, year: int) -> dict[str, Any]:
    return shown_run(find_year(session, desk, str(year)))


def shown_run(found: Kept) -> dict[str, Any]:
    """A run with its rows, as tables show it."""
    shares = kept_shares(found.run)
    return {
        "year": found.run.year,
        "words": year_words(found.run.year),
        "run": found.run,
        "posting": found.posting,
        "shares": shares,
        "together": sum(shares.partnerships.values()),
        "rows": year_rows(shares, last_year_of(found.run)),
    }


@router.get("/allocations/{year}.json")
def as_json(desk: ReadAllocations, year: str) -> Response:
    """A year with every step of every figure, for programs."""
    with desk.database.reading() as session:
        found = find_year(session, desk, year)
        allocation = opened_again(session, desk, found.run)
    about = {
        "reference": found.run.reference,
        "year": found.run.year,
        "in_ledger_since": found.posting.posted_at.isoformat() if found.posting else None,
        **found.run.result,
        "facts": found.run.facts,
    }
    return json_answer({"allocation": about, **allocation_report(allocation.rulebook, allocation.day, allocation)})


@router.get("/allocations/{year}.csv")
def spreadsheet(desk: ReadAllocations, year: str) -> Response:
    """A year, a line a partnership and a column a step, so that the sums can be done again."""
    with desk.database.reading() as session:
        allocation = opened_again(session, desk, find_year(session, desk, year).run)
    figures = {name: opened(allocation, name).figures for name in allocation.units}
    heads = ["Partnership", *(each.says[:1].upper() + each.says[1:] for each in next(iter(figures.values())))]
    rows = [[name, *(str(each.value) for each in steps)] for name, steps in figures.items()]
    headers = {"Content-Disposition": f'attachment; filename="allocations-{year}.csv"'}
    text = BOM + "".join(line(row) for row in (heads, *rows))
    return Response(text, media_type=CSV_TYPE, headers=headers)


@router.get("/allocations/{year}/{partnership}")
def one(request: Request, desk: ReadAllocations, year: str, partnership: str, run: str = "") -> Response:
    """One partnership's figure of a year, opened; of another run that was kept for it where `run` names one."""
    with desk.database.reading() as session:
        found = find_run(session, desk, run) if run else find_year(session, desk, year)
        if str(found.run.year) != year or partnership not in found.run.result["partnership"]:
            raise not_found(f"No allocation of {partnership[:60]} is kept for {year[:20]}", "Look at /allocations")
        allocation = opened_again(session, desk, found.run)
        shown = shown_run(found)
    share = shown["shares"].partnerships[partnership]
    view = {
        "title": f"{partnership}: allocation for {shown['words']}",
        "partnership": partnership,
        "pence": share,
        "change": change_words(last_year_of(found.run).get(partnership), share),
        "book": allocation.rulebook,
        **shown,
        **opened_view(opened(allocation, partnership)),
    }
    return page(request, "allocation.html", view)
