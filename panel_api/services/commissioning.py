"""Commissioning: services that name no child, out of a partnership's money; begun, changed and ended by terms.

A partnership's own budget holder consents by commissioning. A finance officer says who consented, and how. Nothing
is commissioned that the partnership's money cannot bear this financial year.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.awards.terms import Stretch, as_it_stands
from engine.days import financial_year
from engine.ledger.figures import Figures
from engine.problems import Complaints
from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.models import Account, Award
from panel_api.schemas_services import NewService, ServiceChange, ServiceEnd
from panel_api.services import award_money, posting
from panel_api.services.award_money import Cell, Fit, NewAward, NewTerm
from panel_api.services.desk import Desk
from panel_api.services.posting import Consent
from panel_api.store.services import list_services, service_by_reference

MOST_SCHOOLS = 60


@dataclass(frozen=True, slots=True)
class Service:
    """A service with what is paid for it. figures: in this financial year, over the accounts that bear it."""

    award: Award
    account: Account
    stretches: tuple[Stretch, ...]
    figures: Figures

    def on(self, day: dt.date) -> Stretch | None:
        """What is paid on a day, if anything."""
        return next((each for each in self.stretches if each.holds(day)), None)


def services_of(session: Session, desk: Desk, before: int | None = None) -> list[Service]:
    """A page of the services that the viewer sees, the newest first."""
    return _whole(session, desk, list(list_services(session, desk.viewer, before)))


def find_service(session: Session, desk: Desk, reference: str) -> Service:
    """One service. Raises Trouble "not-found"."""
    award = service_by_reference(session, desk.viewer, reference)
    if award is None:
        raise not_found(f'You see no service "{reference[:40]}"', "Look at /services")
    return _whole(session, desk, [award])[0]


def fit_of_service(session: Session, desk: Desk, given: NewService) -> Fit:
    """What a service would take this year and later, and whether it fits; nothing is written. Raises Trouble."""
    new, _ = _new(session, desk, given)
    return award_money.fit_of(session, desk, new)


def commission(session: Session, desk: Desk, given: NewService) -> Award:
    """Commission a service. Raises Trouble "bad-input", or "conflict" with the figures where it does not fit."""
    new, consent = _new(session, desk, given)
    fit = award_money.fit_of(session, desk, new)
    if not fit.fits:
        raise posting.short(fit.account, fit.year, fit.uncommitted, fit.this_year)
    return award_money.begin_award(session, desk, new, f"Commissioned: {given.name}", consent)[0]


def change(session: Session, desk: Desk, reference: str, given: ServiceChange) -> None:
    """Pay another amount from a day on. Raises Trouble."""
    service, complaints = find_service(session, desk, reference), Complaints()
    last = service.stretches[-1] if service.stretches else None
    _near(desk, given.from_day, complaints)
    if last is None or given.from_day < service.stretches[0].from_day:
        complaints.add("from", "nothing is paid for it before that day", "a day on which it runs", "Correct it")
    elif last.until_day is not None and last.until_day < given.from_day:
        complaints.add("from", "it has ended by then", "a day on which it runs", "Commission it anew")
    if not given.amount:
        complaints.add("amount", "nothing a year ends it", "an amount above nothing", "End it instead")
    consent = _consent(desk, service.account, given.consent_by, given.consent_words, complaints)
    if complaints.problems or last is None:
        raise Trouble("bad-input", problems=complaints.problems)
    code = service.account.code
    term = NewTerm(code, given.from_day, given.amount, last.school, last.until_day, "commissioned", given.words)
    award_money.change_award(session, desk, service.award, term, given.words, consent)


def end(session: Session, desk: Desk, reference: str, given: ServiceEnd) -> None:
    """End a service; what was committed beyond its last day is free again. Raises Trouble."""
    service, complaints = find_service(session, desk, reference), Complaints()
    _near(desk, given.last_day, complaints, "last_day")
    if not service.stretches or given.last_day < service.stretches[0].from_day:
        complaints.add("last_day", "it does not run on that day", "a day on which it runs", "Correct it")
    else:
        until = service.stretches[-1].until_day
        if until is not None and until <= given.last_day:
            complaints.add("last_day", "it ends by then already", "an earlier day", "Correct it")
    if complaints.problems:
        raise Trouble("bad-input", problems=complaints.problems)
    award_money.end_award(session, desk, service.award, given.last_day, "ended", given.words)


def _new(session: Session, desk: Desk, given: NewService) -> tuple[NewAward, Consent | None]:
    """The service as an award, and who consented. Raises Trouble with all that is wrong."""
    account = store.account_by_code(session, desk.viewer, given.account)
    if account is None:
        raise not_found("There is no such account, or it is not yours to see", "Choose one of the list")
    complaints = Complaints()
    if account.kind != "partnership":
        complaints.add("account", "it is no partnership's", "a partnership's account", "Choose one")
    schools = list(dict.fromkeys(" ".join(each.split()) for each in given.schools.splitlines() if each.strip()))
    if len(schools) > MOST_SCHOOLS or any(len(each) > 200 for each in schools):
        wrong = "there are too many schools, or a name is too long"
        complaints.add("schools", wrong, f"at most {MOST_SCHOOLS} names of at most 200 letters", "Shorten it")
    if not given.amount:
        complaints.add("amount", "it costs nothing", "an amount above nothing", "Write what it costs a year")
    _near(desk, given.from_day, complaints)
    consent = _consent(desk, account, given.consent_by, given.consent_words, complaints)
    if complaints.problems:
        raise Trouble("bad-input", problems=complaints.problems)
    term = NewTerm(account.code, given.from_day, given.amount, given.school, given.to_day, "commissioned", given.words)
    return NewAward(term, statutory=False, name=given.name, schools=schools, priced="individual"), consent


def _consent(desk: Desk, account: Account, by: str | None, words: str | None, complaints: Complaints) -> Consent | None:
    """Who consented to the use of the partnership's money: its own holder by commissioning, or whom they name."""
    viewer = desk.viewer
    if viewer.role == "budget_holder":
        return Consent(viewer.reference, f"Commissioned by the budget holder of {account.name}.")
    for name, value in (("consent_by", by), ("consent_words", words)):
        if value is None or not value.strip():
            wrong = f"this uses the money of {account.name}, and nobody says who consented"
            complaints.add(name, wrong, "who consented for it, and how", "Ask the partnership, then write it down")
    return Consent(by, words or "")


def _near(desk: Desk, day: dt.date, complaints: Complaints, where: str = "from") -> None:
    now = posting.this_year(desk)
    if not now - 1 <= financial_year(day) <= now + 1:
        expected = "a day in the last financial year, this one or the next"
        complaints.add(where, "that is too far away", expected, "Correct it")


def _whole(session: Session, desk: Desk, awards: list[Award]) -> list[Service]:
    numbers, year = [each.id for each in awards], posting.this_year(desk)
    accounts = {each.id: each for each in store.list_accounts(session, desk.viewer)}
    terms, cells = store.terms_of_awards(session, numbers), store.cells_of_awards(session, numbers)
    return [
        Service(
            each,
            next(accounts[int(term.account)] for term in reversed(terms[each.id]) if int(term.account) in accounts),
            as_it_stands(terms[each.id]),
            _in_year(cells[each.id], year),
        )
        for each in awards
    ]


def _in_year(cells: dict[Cell, Figures], year: int) -> Figures:
    return sum((figures for cell, figures in sorted(cells.items()) if cell[1] == year), Figures())
