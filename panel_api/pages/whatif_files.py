"""A what-if or a re-scoring to take away: tables, figures, JSON, and two pages for a schools forum."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from engine.whatif.document import Document
from panel_api.letters.letterhead import read_letterhead
from panel_api.models import Rescoring, WhatIf
from panel_api.routes.guarding import Rescore, TryWhatIf
from panel_api.services import Desk, Session
from panel_api.services.rescoring import find_rescoring
from panel_api.services.whatif import find_whatif
from panel_api.sheets import BOM, CSV_TYPE, XLSX_TYPE, Cell, line, workbook
from panel_api.store.provision_list import names_by_code
from panel_api.views.forum import Paper, forum_pdf
from panel_api.views.whatif import FIGURES, figure_rows
from panel_api.views.whatif_kept import document_of
from panel_api.views.whatif_scope import seen_by, with_names
from panel_api.views.whatif_tables import tables_of

router = APIRouter()
_SHEET: Final = 31
"""Letters that the name of a sheet may have."""
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@router.get("/whatif/{whatif}.csv")
def whatif_figures(desk: TryWhatIf, whatif: str) -> Response:
    """Every figure of a what-if, a line each."""
    return _csv(whatif, _read(desk, whatif))


@router.get("/whatif/{whatif}.xlsx")
def whatif_tables(desk: TryWhatIf, whatif: str) -> Response:
    """A what-if, a sheet a table."""
    return _xlsx(whatif, _read(desk, whatif))


@router.get("/whatif/{whatif}.json")
def whatif_document(desk: TryWhatIf, whatif: str) -> Response:
    """A what-if as it was sealed, so far as you see it."""
    return _json(whatif, _seen(desk, whatif))


@router.get("/whatif/{whatif}/forum.pdf")
def whatif_forum(desk: TryWhatIf, whatif: str) -> Response:
    """Two pages on a what-if for a schools forum: the same for whoever takes them."""
    return _pdf(_whatif(desk, whatif))


@router.get("/rescorings/{rescoring}.csv")
def rescoring_figures(desk: Rescore, rescoring: str) -> Response:
    """Every figure of a re-scoring, a line each."""
    return _csv(rescoring, _read_rescoring(desk, rescoring))


@router.get("/rescorings/{rescoring}.xlsx")
def rescoring_tables(desk: Rescore, rescoring: str) -> Response:
    """A re-scoring, a sheet a table."""
    return _xlsx(rescoring, _read_rescoring(desk, rescoring))


@router.get("/rescorings/{rescoring}.json")
def rescoring_document(desk: Rescore, rescoring: str) -> Response:
    """A re-scoring as it was sealed."""
    return _json(rescoring, _rescoring(desk, rescoring).document)


@router.get("/rescorings/{rescoring}/forum.pdf")
def rescoring_forum(desk: Rescore, rescoring: str) -> Response:
    """Two pages on a re-scoring for a schools forum."""
    return _pdf(_rescoring(desk, rescoring))


def _whatif(desk: Desk, reference: str) -> Paper:
    with desk.database.reading() as session:
        row = find_whatif(session, desk, reference)
    return _paper(desk, reference, document_of(row.result, row.as_of), row)


def read_by(session: Session, desk: Desk, row: WhatIf | Rescoring) -> Document:
    """What was kept, so far as the viewer sees it, with the schools' names that they may read in the directory."""
    document = seen_by(document_of(row.result, row.as_of), desk.viewer)
    codes = [each.name for each in document.by.get("school", ())]
    return with_names(document, names_by_code(session, desk.viewer, codes))


def _read(desk: Desk, reference: str) -> Document:
    with desk.database.reading() as session:
        return read_by(session, desk, find_whatif(session, desk, reference))


def _read_rescoring(desk: Desk, reference: str) -> Document:
    with desk.database.reading() as session:
        return read_by(session, desk, find_rescoring(session, reference))


def _seen(desk: Desk, reference: str) -> Document:
    return seen_by(_whatif(desk, reference).document, desk.viewer)


def _rescoring(desk: Desk, reference: str) -> Paper:
    with desk.database.reading() as session:
        row = find_rescoring(session, reference)
    return _paper(desk, reference, document_of(row.result, row.as_of), row)


def _paper(desk: Desk, reference: str, document: Document, row: Any) -> Paper:
    head = read_letterhead(desk.settings.letterhead)
    return Paper(reference, document, head.authority, head.invented, row.made_at, row.record_sequence)


def _csv(reference: str, document: Document) -> Response:
    text = BOM + "".join(line(row) for row in (FIGURES, *figure_rows(document)))
    return Response(text, media_type=CSV_TYPE, headers=_named(reference, "csv"))


def _xlsx(reference: str, document: Document) -> Response:
    sheets: list[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]] = [("Figures", FIGURES, figure_rows(document))]
    names: set[str] = {"figures"}
    for table in tables_of(document).values():
        name = table.title.translate(_NOT_IN_NAMES)[:_SHEET].strip()
        while name.lower() in names:
            name = f"{name[: _SHEET - 4].strip()} {len(names)}"
        names.add(name.lower())
        sheets.append((name, table.heads, table.rows))
    return Response(workbook(sheets), media_type=XLSX_TYPE, headers=_named(reference, "xlsx"))


def _json(reference: str, document: Document) -> Response:
    return JSONResponse(document.as_json(), headers=_named(reference, "json"))


def _pdf(paper: Paper) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{paper.reference}.pdf"'}
    return Response(forum_pdf(paper), media_type="application/pdf", headers=headers)


def _named(reference: str, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{reference}.{ending}"'}
