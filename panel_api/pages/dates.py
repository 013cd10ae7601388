"""The dates of a case for whoever keeps it: a day recorded or taken back, the kind of an order, a finding."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from panel_api.pages.asked import Stopped
from panel_api.pages.dates_kept import BACK, ORDER, WITHDRAW, day_form, finding_form, kept_of
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import show, write
from panel_api.reading import read
from panel_api.routes.guarding import KeepCase
from panel_api.schemas_hanging import NewDay, OrderRead
from panel_api.services import Desk, Held, held_of, record_days
from panel_api.services.clock import Clock, clock_of

router = APIRouter()


@router.get("/cases/{reference}/dates")
def read_dates(request: Request, desk: KeepCase, reference: str) -> Response:
    """The dates, the days they are counted from, and the findings."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/dates/day")
def record_day(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Record a day, or correct one."""
    return write(
        request, desk, form, day_form(_seen(desk, reference)[0].case.legal_basis),
        lambda session, given: record_days.record_day(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/dates/order")
def read_order(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Record which kind of order a person read."""

    def chosen(session: Session, given: OrderRead) -> None:
        day = read(NewDay, {"kind": given.kind, "day": desk.last_day().isoformat()})
        record_days.record_day(session, desk, reference, day)

    return write(request, desk, form, ORDER, chosen, lambda stopped: _page(request, desk, reference, stopped))


@router.post("/cases/{reference}/dates/finding")
def record_finding(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Record a finding."""
    held, clock = _seen(desk, reference)
    return write(
        request, desk, form, finding_form(held.case.legal_basis, clock),
        lambda session, given: record_days.record_finding(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/dates/{number}/take-back")
def take_back(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Take back a day that was written down by mistake."""
    return write(
        request, desk, form, BACK,
        lambda session, given: record_days.take_back_day(session, desk, reference, number, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/dates/{number}/withdraw")
def withdraw(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:
    """Withdraw a finding."""
    return write(
        request, desk, form, WITHDRAW,
        lambda session, _given: record_days.withdraw_finding(session, desk, reference, number),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


def _seen(desk: Desk, reference: str) -> tuple[Held, Clock]:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
    return held, clock_of(desk, held.case, held.days, held.findings)


def _page(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    held, clock = _seen(desk, reference)
    return show(request, desk, held, kept_of(desk.settings.school_closures, held, clock), stopped)
