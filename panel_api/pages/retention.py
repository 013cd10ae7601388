"""Retention: what falls due by a day and what keeps it, lists drawn up by one person and carried out by another."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.retention import FROM_WORDS, OF_CASES, Schedules
from panel_api import services, words
from panel_api.errors import Trouble
from panel_api.models import DisposalItem
from panel_api.pages.asked import once_of
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, day_typed
from panel_api.render import page
from panel_api.routes.guarding import CarryOutDisposal, KeepRetention
from panel_api.services import Desk, dispose
from panel_api.services import disposal_runs as verbs
from panel_api.store import disposal_runs, due_for_disposal
from panel_api.store.disposal_runs import RunSeen
from panel_api.store.due_for_disposal import KEEPS, DueCase, DueCount

router = APIRouter()
STAGES: Final = {"drawn_up": "Drawn up", "carried_out": "Carried out", "withdrawn": "Withdrawn"}
STATES: Final = {"waiting": "Waits", "disposed": "Disposed of", "kept": "Stays"}
_FIELDS: Final = {"by": "Write a day such as 14/9/2026.", "words": ""}
_SCHEDULES: Final = {
    "looked_after": "Cases of looked-after children",
    "withdrawn": "Withdrawn requests",
    "case": "All other cases",
    "payments": "Lines of payments",
    "people": "People who left",
    "drafts": "Requests begun and never sent",
    "letters": "Letters",
    "records": "Records",
    "logs": "Logs",
}


@router.get("/retention")
def read_retention(request: Request, desk: KeepRetention, by: str = "", after: str = "") -> Response:
    """What is due by a day, today's by itself: counts, the cases a page at a time, and the lists there are."""
    return _due(request, desk, {"by": by[:40]} if by else {}, after, None)


@router.get("/retention/schedules")
def read_schedules(request: Request, desk: KeepRetention) -> Response:
    """How long each kind of thing is kept here, from when that counts, and where it is from."""
    view = {"title": "How long things are kept", **schedules_view(desk.shelf.retention())}
    return page(request, "retention_schedules.html", view)


@router.post("/retention/runs")
def draw_up(request: Request, desk: KeepRetention, form: Sent) -> Response:
    """Draw up a list of what is due; sent twice it is drawn up once."""

    def work(session: Session) -> services.Answered:
        run = verbs.draw_up(session, desk, _day(form.get("by", "")), form.get("words", ""))
        return services.answered(303, {"reference": run.reference}, {"location": f"/retention/runs/{run.reference}"})

    try:
        made = services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _due(request, desk, form, "", trouble)
    return RedirectResponse(made.headers["location"], status_code=303)


@router.get("/retention/runs/{run}")
def read_run(request: Request, desk: KeepRetention, run: str, after: str = "") -> Response:
    """One list: how far it is, what stands on it, and what the person who asks may do."""
    return _run(request, desk, run, after, None)


@router.post("/retention/runs/{run}/carry-out")
def carry_out(request: Request, desk: CarryOutDisposal, run: str, form: Sent) -> Response:  # noqa: ARG001
    """Dispose of the next of a list; its page then says how far it is and offers to go on."""
    return _done(request, desk, run, lambda: dispose.carry_out(desk, run, at_most=dispose.AT_ONCE))


@router.post("/retention/runs/{run}/withdraw")
def withdraw(request: Request, desk: KeepRetention, run: str, form: Sent) -> Response:  # noqa: ARG001
    """Stop a list: what waits stays."""

    def stop() -> None:
        with desk.database.writing() as session:
            verbs.withdraw(session, desk, run)

    return _done(request, desk, run, stop)


def schedules_view(schedules: Schedules) -> dict[str, Any]:
    """The schedules as their page, and docs/retention.md, print them."""
    return {
        "notice": schedules.notice,
        "schedules": [
            {
                "name": _SCHEDULES[each.code],
                "keep": each.short,
                "since": FROM_WORDS.get(each.counts_from, ""),
                "words": each.words,
                "source": schedules.sources[each.source].title,
                "note": schedules.sources[each.source].note or "",
            }
            for each in schedules.by_code.values()
        ],
    }


def _done(request: Request, desk: Desk, run: str, verb: Callable[[], object]) -> Response:
    try:
        verb()
    except Trouble as trouble:
        if trouble.kind != "conflict":
            raise
        return _run(request, desk, run, "", trouble)
    return RedirectResponse(f"/retention/runs/{run}", status_code=303)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day_typed(text.strip()))
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


def _due(request: Request, desk: Desk, typed: Form, after: str, trouble: Trouble | None) -> Response:
    today = desk.last_day()
    by = _day(typed.get("by", "")) or today
    with desk.database.reading() as session:
        found = verbs.due_by(session, desk, by)
        size = due_for_disposal.PAGE
        schedules = desk.shelf.retention()
        rows = due_for_disposal.due_cases(session, desk.viewer, schedules, by, after=_number(after), size=size + 1)
        runs = disposal_runs.list_runs(session)
        states = disposal_runs.items_by_state(session, [each.row.id for each in runs])
    more = {"by": by.isoformat(), "after": rows[size - 1].id} if len(rows) > size else None
    view = {
        "title": "Error: Retention" if trouble else "Retention",
        "by": by,
        "wrong_day": bool(typed.get("by")) and _day(typed["by"]) is None and trouble is None,
        "counts": [_counted(each) for each in found.cases],
        "lines": found.lines,
        "people": len(found.people),
        "going": found.going,
        "past": by <= today,
        "rows": [_case(each) for each in rows[:size]],
        "first": f"/retention?{urlencode({'by': by.isoformat()})}" if after else None,
        "more": f"/retention?{urlencode(more)}" if more else None,
        "runs": [_seen(each, states.get(each.row.id, {})) for each in runs],
        "typed": {"by": day_words(by), "words": "", **typed},
        **form_errors(trouble, _FIELDS),
    }
    return page(request, "retention.html", view, status=trouble.status if trouble else 200)


def _run(request: Request, desk: Desk, reference: str, after: str, trouble: Trouble | None) -> Response:
    with desk.database.reading() as session:
        seen = verbs.find_run(session, reference)
        size = disposal_runs.PAGE
        items = disposal_runs.items_of(session, desk.viewer, seen.row.id, after=_number(after), size=size + 1)
        states = disposal_runs.items_by_state(session, [seen.row.id]).get(seen.row.id, {})
    title = f"Disposal {seen.row.reference}"
    schedules = desk.shelf.retention()
    may = desk.viewer.may("carry_out_disposal") and desk.viewer.person != seen.row.drawn_by
    view = {
        **_seen(seen, states),
        "title": f"Error: {title}" if trouble else title,
        "items": [_item(each, schedules) for each in items[:size]],
        "first": f"/retention/runs/{reference}" if after else None,
        "more": f"/retention/runs/{reference}?after={items[size - 1].id}" if len(items) > size else None,
        "changed": seen.row.stage == "drawn_up" and seen.row.schedules_sha256 != schedules.sha256,
        "yours": seen.row.stage == "drawn_up" and may,
        "at_once": dispose.AT_ONCE,
        **form_errors(trouble, {}),
    }
    return page(request, "disposal_run.html", view, status=trouble.status if trouble else 200)


def _counted(count: DueCount) -> dict[str, Any]:
    kept = [(KEEPS[name], many) for name, many in count.kept.items() if many]
    return {"name": _SCHEDULES[count.schedule], "due": count.due, "going": count.going, "kept": kept}


def _case(row: DueCase) -> dict[str, Any]:
    since = "the request" if row.due.birth_not_recorded or row.due.schedule.counts_from == "asked" else "birth"
    return {
        "reference": row.reference,
        "stage": words.said(words.STAGES, row.stage),
        "schedule": f"{row.due.schedule.many} years from {since}",
        "unknown": row.due.birth_not_recorded,
        "on": row.due.on,
        "why": row.why,
    }


def _item(item: DisposalItem, schedules: Schedules) -> dict[str, Any]:
    return {
        "subject": item.subject,
        "case": item.schedule in OF_CASES,
        "schedule": f"{_SCHEDULES[item.schedule]}: {schedules[item.schedule].short}",
        "on": item.due_on,
        "state": item.state,
        "state_words": STATES[item.state],
        "why": item.why or "",
    }


def _seen(seen: RunSeen, states: Any) -> dict[str, Any]:
    row = seen.row
    waiting, gone, kept = (states.get(each, 0) for each in ("waiting", "disposed", "kept"))
    return {
        "reference": row.reference,
        "day": row.day,
        "stage": row.stage,
        "stage_words": "Being carried out" if row.stage == "drawn_up" and gone + kept else STAGES[row.stage],
        "words": row.words or "",
        "drawer": seen.drawer or "the operator",
        "drawn_at": row.drawn_at,
        "carrier": seen.carrier or ("the operator" if gone + kept else ""),
        "ended_at": row.ended_at,
        "waiting": waiting,
        "gone": gone,
        "stays": kept,
        "all": waiting + gone + kept,
    }
