"""Requests for what is held of a child: every open one, those of a case, and each with what it would give."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from engine.law.calendars import local_day
from panel_api import store
from panel_api.errors import Trouble
from panel_api.models import Case, SubjectRequest
from panel_api.pages.asked import Asking, Stopped, form_view, summary_of
from panel_api.pages.forms import Sent, seen_version
from panel_api.pages.keeping import typed_words, write
from panel_api.pages.subject_asking import STEPS, TAKE_BACK, first_of, new_form, others_of
from panel_api.render import page
from panel_api.routes.guarding import AnswerSubjects
from panel_api.services import Desk, find_case
from panel_api.services import subject_requests as verbs
from panel_api.services.subject_bundle import bundle_of
from panel_api.store import subjects
from panel_api.subject_access.forms import FORMS, TYPES
from panel_api.views.subject_access import line_of, lines_of, notes_of, standing_of

router = APIRouter()


@router.get("/subject-access")
def read_open(request: Request, desk: AnswerSubjects) -> Response:
    """Every request that is not answered yet, the earliest due first."""
    today = local_day(desk.clock())
    with desk.database.reading() as session:
        found = subjects.open_subject_requests(session, desk.viewer)
    view = {"title": "Requests for what we hold", "lines": lines_of(found, today), "today": today}
    return page(request, "subject_requests_open.html", view)


@router.get("/cases/{reference}/subject-access")
def read_requests(request: Request, desk: AnswerSubjects, reference: str) -> Response:
    """The requests about a case, and the form for a new one."""
    return _list(request, desk, reference)


@router.post("/cases/{reference}/subject-access")
def draw_up(request: Request, desk: AnswerSubjects, reference: str, form: Sent) -> Response:
    """Draw a request up."""
    with desk.database.reading() as session:
        case = find_case(session, desk, reference)
    return write(
        request, desk, form, new_form(case),
        lambda session, given: verbs.ask(session, desk, reference, given),
        lambda stopped: _list(request, desk, reference, stopped),
    )  # fmt: skip


@router.get("/cases/{reference}/subject-access/{asked}")
def read_request(request: Request, desk: AnswerSubjects, reference: str, asked: str) -> Response:
    """One request, with what it would give today, or gave. That somebody looked at all of it is noted."""
    with desk.database.reading() as session:
        _found(session, desk, reference, asked)
    with desk.database.writing() as session:
        store.log_access(session, desk.viewer, "held_viewed", reference, desk.clock())
    return _shown(request, desk, reference, asked)


@router.post("/cases/{reference}/subject-access/{asked}/{step}")
def take_step(request: Request, desk: AnswerSubjects, reference: str, asked: str, step: str, form: Sent) -> Response:
    """Do one thing with a request: each is one of `STEPS`."""
    if step not in STEPS:
        raise Trouble("not-found", "There is nothing here. Check the address.")
    asking, verb = STEPS[step]
    return write(
        request, desk, form, asking,
        lambda session, given: verb(session, desk, reference, asked, seen_version(form), given),
        lambda stopped: _shown(request, desk, reference, asked, stopped),
        back=f"/cases/{reference}/subject-access/{asked}",
    )  # fmt: skip


@router.get("/cases/{reference}/subject-access/{asked}/bundle.{form}")
def take_away(desk: AnswerSubjects, reference: str, asked: str, form: str) -> Response:
    """The bundle as it was confirmed, in one of its three forms. That it was taken is noted, with counts alone."""
    if form not in FORMS:
        raise Trouble("not-found", "There is no such form. Check the address.")
    with desk.database.writing() as session:
        _, row = _found(session, desk, reference, asked)
        found = verbs.frozen(row)
        verbs.disclosed(session, desk, row, form)
    name = f"what-we-hold-{row.reference}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(FORMS[form](found), media_type=TYPES[form], headers=headers)


def _found(session: Session, desk: Desk, reference: str, asked: str) -> tuple[Case, SubjectRequest]:
    case = find_case(session, desk, reference)
    row = subjects.subject_request(session, desk.viewer, case, asked)
    if row is None:
        raise verbs.no_request(asked)
    return case, row


def _list(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    today = local_day(desk.clock())
    with desk.database.reading() as session:
        case = find_case(session, desk, reference)
        rows = subjects.subject_requests_of(session, desk.viewer, case)
    asking = new_form(case)
    title = f"What we hold: case {case.reference}"
    view = {
        "title": f"Error: {title}" if stopped else title,
        "case": case,
        "lines": lines_of([(each, case.reference) for each in rows], today),
        "form": form_view(asking, f"/cases/{reference}/subject-access", "new-", None, stopped),
        "trouble": summary_of(asking, stopped, "new-") if stopped else None,
    }
    return page(request, "subject_requests.html", view, status=stopped.trouble.status if stopped else 200)


def _shown(request: Request, desk: Desk, reference: str, asked: str, stopped: Stopped | None = None) -> Response:
    today = local_day(desk.clock())
    with desk.database.reading() as session:
        case, row = _found(session, desk, reference, asked)
        given = verbs.frozen(row) if row.sha256 else None
        found = given if given is not None or row.stage in verbs.ENDED else bundle_of(session, desk, case, row, today)
        withheld = subjects.withheld_of(session, desk.viewer, row)
    stands = standing_of(case, row, today)
    base = f"/cases/{reference}/subject-access/{asked}"
    item = request.query_params.get("item", "")[:100]

    def drawn(asking: Asking, at: str = "", values: Mapping[str, str] | None = None) -> dict[str, Any]:
        action = f"{base}/{asking.verb}"
        view = form_view(asking, action, f"{at or asking.verb}-", values, stopped)
        return {**view, "folded": asking.heading, "version": row.version}

    last = stopped.action.rpartition("/")[2] if stopped else ""
    title = f"Request {row.reference}: what we hold"
    drawn_now = {each.verb for each in (*first_of(row, desk.viewer.person), *others_of(row, stands))}
    let = dict((row.contents or {}).get("let_through", {}))
    view = {
        "title": f"Error: {title}" if stopped else title,
        "case": case,
        "row": row,
        "line": line_of(row, case.reference, today),
        "notes": notes_of(row, stands, desk.viewer.person),
        "bundle": found if isinstance(found, dict) else found.document if found else None,
        "frozen": given is not None,
        "first": [drawn(each) for each in first_of(row, desk.viewer.person)],
        "others": [
            {**drawn(each, "", {"item": item} if item else None), "chosen": bool(item) and each.verb in ("withhold",)}
            for each in others_of(row, stands)
        ],
        "withheld": withheld,
        "let_through": let,
        "take_back": drawn(TAKE_BACK),
        "changes": row.stage in ("drawn_up", "looked_at"),
        "lost": typed_words(stopped) if stopped and last not in drawn_now else "",
        "trouble": summary_of(STEPS[last][0], stopped, f"{last}-") if stopped and last in STEPS else None,
    }
    return page(request, "subject_request.html", view, status=stopped.trouble.status if stopped else 200)
