"""The Algorithmic Transparency Recording Standard record of this tool: a page, JSON, CSV and Markdown."""

from itertools import groupby
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from panel_api.published_names.atrs import SOURCE, STANDARD, VERSION
from panel_api.render import page
from panel_api.routes.guarding import Public
from panel_api.services import Desk
from panel_api.services.atrs import TO_FILL, atrs_record
from panel_api.sheets import BOM, CSV_TYPE, line

router = APIRouter()
HEADS: Final = ("Tier", "Section", "Number", "Name", "Answer", TO_FILL)
TIERS: Final = {"0": "Title information", "1": "Tier 1", "2": "Tier 2"}


@router.get("/transparency/atrs")
def atrs(request: Request, desk: Public) -> Response:
    """The record as a page, the sections in the standard's order."""
    found = atrs_record(desk)
    view = {
        "title": "Algorithmic transparency record",
        "standard": STANDARD,
        "version": VERSION,
        "source": SOURCE,
        "day": desk.last_day(),
        "sections": [
            {"title": f"{TIERS[tier]}: {section}" if tier != "0" else section, "rows": list(rows)}
            for (tier, section), rows in groupby(found, key=lambda each: (each.field.tier, each.field.section))
        ],
        "gaps": sum(bool(each.gap) for each in found),
        "all": len(found),
        "to_fill": TO_FILL,
    }
    return page(request, "atrs.html", view)


@router.get("/transparency/atrs.json")
def atrs_json(desk: Public) -> Response:
    """The same for programs."""
    fields = [
        {
            "number": each.field.number,
            "name": each.field.name,
            "tier": each.field.tier,
            "section": each.field.section,
            "sure": each.field.sure,
            "said": list(each.said),
            "for_the_authority": each.gap,
        }
        for each in atrs_record(desk)
    ]
    return JSONResponse(
        {"standard": STANDARD, "version": VERSION, "source": SOURCE, "as_at": str(desk.last_day()), "fields": fields}
    )


@router.get("/transparency/atrs.csv")
def atrs_csv(desk: Public) -> Response:
    """The same as a spreadsheet, to go on with."""
    rows = [
        (each.field.tier, each.field.section, each.field.number, each.field.label, "\n".join(each.said), each.gap)
        for each in atrs_record(desk)
    ]
    text = BOM + "".join(line(row) for row in (HEADS, *rows))
    headers = {"Content-Disposition": 'attachment; filename="algorithmic-transparency-record.csv"'}
    return Response(text, media_type=CSV_TYPE, headers=headers)


@router.get("/transparency/atrs.md")
def atrs_markdown(desk: Public) -> Response:
    """The same as Markdown, to edit and publish."""
    headers = {"Content-Disposition": 'attachment; filename="algorithmic-transparency-record.md"'}
    return Response(_markdown(desk), media_type="text/markdown; charset=utf-8", headers=headers)


def _markdown(desk: Desk) -> str:
    written = [f"# {STANDARD} record, version {VERSION}"]
    section = ""
    for each in atrs_record(desk):
        if each.field.section != section:
            section = each.field.section
            written.append(f"## {section}")
        written.append(f"### {each.field.label}")
        written += each.said
        if each.gap:
            written.append(f"**{TO_FILL}:** {each.gap}.")
    return "\n\n".join(written) + "\n"
