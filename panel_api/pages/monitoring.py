"""Answers for equality monitoring: a file is checked, then taken in. Nothing here shows an answer of a case."""

from collections.abc import Iterator
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import services
from panel_api.errors import Trouble
from panel_api.pages.asked import once_of
from panel_api.pages.files import checked
from panel_api.pages.forms import Upload, Uploaded
from panel_api.render import page
from panel_api.routes.guarding import KeepMonitoring
from panel_api.services import Desk
from panel_api.services.monitoring import (
    ASKED,
    REFUSED_WORDS,
    AnswersPlan,
    AnswersRead,
    plan_answers,
    read_answers,
    take_in_answers,
)
from panel_api.sheets import rows_of
from panel_api.store import monitoring as kept

router = APIRouter()


@router.get("/monitoring")
def read_monitoring(request: Request, desk: KeepMonitoring) -> Response:
    """Of how many cases each thing was answered, what is asked, and where a file goes in."""
    with desk.database.reading() as session:
        cases, answered = kept.answered(session)
    view = {
        "title": "Equality monitoring",
        "cases": cases,
        "asked": [{"name": name, "said": each, "answered": answered.get(name, 0)} for name, each in ASKED.items()],
        "refused": REFUSED_WORDS,
    }
    return page(request, "monitoring.html", view)


@router.post("/monitoring/check")
def check(request: Request, desk: KeepMonitoring, sent: Upload) -> Response:
    """What a file would change, or every problem with it. Nothing is kept."""
    return _shown(request, desk, sent, None)


@router.post("/monitoring/take-in")
def take(request: Request, desk: KeepMonitoring, sent: Upload) -> Response:
    """Keep the answers of a file. Pressed twice it is done once."""

    def work(session: services.Session) -> services.Answered:
        take_in_answers(session, desk, sent.name, read_answers(session, rows_of(sent.content)))
        return services.answered(303, {})

    try:
        services.once(desk, once_of(request.url.path, sent.form), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _shown(request, desk, sent, trouble)
    return RedirectResponse("/monitoring", status_code=303)


def _shown(request: Request, desk: Desk, sent: Uploaded, trouble: Trouble | None) -> Response:
    title, template = "Check a file of answers", "monitoring_check.html"
    read = partial(_read, desk)
    return checked(request, desk, sent, trouble, title, template, read, plan_answers, (AnswersRead(), AnswersPlan()))


def _read(desk: Desk, rows: Iterator[tuple[int, list[str]]]) -> AnswersRead:
    with desk.database.reading() as session:
        return read_answers(session, rows)
