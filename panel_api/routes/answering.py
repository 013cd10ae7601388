"""How answers go out: JSON with exact numbers, and problem documents in one voice."""

from collections.abc import Mapping

from fastapi import Request, Response

from panel_api.errors import MEDIA_TYPE, Trouble, trouble_document
from panel_api.services.json_text import json_text
from panel_api.store import Answered

JSON = "application/json"


def json_answer(document: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response."""
    return Response(json_text(document), status, dict(headers or {}), JSON)


def kept_answer(answer: Answered) -> Response:
    """A response exactly as it was kept under its key."""
    return Response(answer.body, answer.status, dict(answer.headers), JSON)


def trouble_answer(request: Request, trouble: Trouble) -> Response:
    """A problem document, or the page that pages make of it where a browser asked for one."""
    request.state.trouble = trouble.kind
    page = getattr(request.app.state, "error_page", None)
    wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
    if page is not None and wants_page:
        made = page(request, trouble)
        if isinstance(made, Response):
            made.headers.update(trouble.headers)
            return made
    document = trouble_document(trouble, request.url.path)
    return Response(json_text(document), trouble.status, trouble.headers, MEDIA_TYPE)
