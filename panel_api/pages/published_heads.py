"""The published heads, for everyone: what each day's signed checkpoint was, and the program that checks a bundle."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from panel_api import store
from panel_api.bundle.writing import VERIFIER
from panel_api.errors import not_found
from panel_api.models import Checkpoint
from panel_api.render import page
from panel_api.routes.guarding import Public
from panel_api.services import Desk

router = APIRouter()
PAGE = 50


@router.get("/published/heads")
def heads(request: Request, desk: Public) -> Response:
    """A page of them, the latest first."""
    rows, older = _page(request, desk)
    before = request.query_params.get("before")
    view = {
        "title": "Published heads",
        "rows": rows,
        "older": None if older is None else f"/published/heads?before={older}",
        "newer": "/published/heads" if before else None,
        "in_database": desk.settings.signing_key is None,
    }
    return page(request, "published_heads.html", view)


@router.get("/published/heads.json")
def heads_json(request: Request, desk: Public) -> Response:
    """The same for programs; `evenhand verify --head-file` takes it as it is."""
    rows, older = _page(request, desk)
    said = [{"day": row.day.isoformat(), "key": row.key, "number": row.sequence, "sha256": row.sha256} for row in rows]
    return JSONResponse({"heads": said, "pages": {"before": older}})


@router.get("/published/verify.py")
def verifier(_desk: Public) -> Response:
    """The program that is in every bundle."""
    headers = {"Content-Disposition": 'attachment; filename="verify.py"'}
    return Response(VERIFIER.read_bytes(), media_type="text/x-python; charset=utf-8", headers=headers)


def _page(request: Request, desk: Desk) -> tuple[list[Checkpoint], int | None]:
    """Up to so many of them, and the number that older ones come before. Raises Trouble "not-found"."""
    text = request.query_params.get("before")
    if text is not None and not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise not_found(f"There is no page of heads before “{text[:20]}”", "Start from /published/heads")
    with desk.database.reading() as session:
        rows = list(store.list_checkpoints(session, None if text is None else int(text), PAGE + 1))
    return rows[:PAGE], rows[PAGE - 1].sequence if len(rows) > PAGE else None
