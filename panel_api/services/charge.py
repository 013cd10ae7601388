"""What a decision would do to money, before anything is written: the account by law, the days, what it takes and frees.

An award goes to one account, found by law and never by what is left in it. It takes the place of what the case, or a
case linked with it, is paid so far. Where law requires the support, no account stands in its way.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy.orm import Session

from engine.awards.counting import CannotCount, Counting
from engine.awards.terms import Stretch, Term, as_it_stands
from engine.law.bases import BASES
from engine.law.duty import duty_began
from engine.law.kinds import KINDS
from engine.ledger.accounts import account_code
from engine.problems import Problem
from engine.values import pounds_text
from panel_api import schemas, store
from panel_api.models import Account, Award, Case, CaseDay
from panel_api.services import award_money, posting
from panel_api.services.award_money import Cell, NewAward, NewTerm, Settled
from panel_api.services.desk import Desk
from panel_api.services.matter import Matter
from panel_api.store.clock import Days, days_held

_DAY: Final = dt.timedelta(days=1)
_INDIVIDUAL: Final = ("exceptional_award",)
_CODE_LENGTH: Final = 10


class CannotCharge(Exception):  # noqa: N818 - said as it reads: raise CannotCharge
    """An award can be charged to no account as things stand; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.wrong)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a decision sets, as far as money reads it. pence: a year; None where it awards nothing."""

    kind: str
    pence: int | None = None
    band: str | None = None
    from_day: dt.date | None = None
    until_day: dt.date | None = None
    corrects: bool = False
    plan_amended_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """An award that is paid for some days, with its terms and what they come to. own: of the case itself."""

    award: Award
    terms: Sequence[Term]
    stretches: Sequence[Stretch]
    own: bool

    def after(self, day: dt.date) -> bool:
        """Whether anything of it is paid for from this day on."""
        return any(each.until_day is None or each.until_day >= day for each in self.stretches)


@dataclass(frozen=True, slots=True)
class Charge:
    """What a decision does to an account, in pence, if nothing moves meanwhile.

    before: uncommitted in the financial year `year`, of which it takes and gives back. other_years: what the award
    takes of the account in others, as far as they are known. new: the award it sets; going_on: the case's award that
    it changes instead of beginning one. ends: what it replaces, each with the last day paid for. elsewhere: what other
    accounts get back, by code. short: by year how much is wanting; empty where it fits.
    """

    account: Account
    year: int
    before: int
    takes: int
    back: int
    other_years: Mapping[int, int]
    new: NewAward | None
    going_on: Award | None
    ends: Sequence[tuple[Award, dt.date]]
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    short: Mapping[int, int] = field(default_factory=dict)

    @property
    def after(self) -> int:
        """What is left uncommitted this year."""
        return self.before - self.takes + self.back

    @property
    def statutory(self) -> bool:
        """Whether law requires what it pays for."""
        return self.new.statutory if self.new is not None else all(award.statutory for award, _ in self.ends)

    def to_json(self) -> dict[str, object]:
        """What it would do to its account, as programs are told it."""
        return {
            "account": self.account.code,
            "year": self.year,
            "before": pounds_text(self.before),
            "this_year": pounds_text(self.takes),
            "released": pounds_text(self.back),
            "after": pounds_text(self.after),
            "other_years": {str(year): pounds_text(pence) for year, pence in self.other_years.items()},
        }


def sought_of(matter: Matter, given: schemas.NewDecision) -> Sought:
    """What a decision as it was sent sets."""
    band, pence = matter.awarded(given)
    return Sought(
        given.kind,
        pence,
        None if band is None else str(band),
        given.from_day,
        given.until_day,
        given.corrects is not None,
        given.plan_amended_on,
    )


def charge_of(session: Session, desk: Desk, matter: Matter, sought: Sought, *, hold: bool = False) -> Charge | None:
    """What a decision would do to money; None where it moves none, or no accounts are open.

    hold: lock every account it touches until the transaction ends. Raises CannotCharge.
    """
    if not store.any_account(session):
        return None
    running = _running(session, matter.case)
    try:
        found = _planned(session, desk, matter, sought, running)
        if found is not None and hold:
            touched = {int(term.account) for each in running for term in each.terms}
            store.hold_accounts(session, {found.account.id, *touched})
            found = _planned(session, desk, matter, sought, _running(session, matter.case))
    except CannotCount as error:
        raise CannotCharge(
            Problem("from", str(error), "days that can be counted", "Add the school year first")
        ) from None
    return found


def _planned(session: Session, desk: Desk, matter: Matter, sought: Sought, running: Sequence[Running]) -> Charge | None:
    if KINDS[sought.kind].awards:
        return None if sought.pence is None else _award(session, desk, matter, sought, running)
    ends = _ended(session, matter, sought, running)
    if not ends:
        return None
    account = store.account_by_number(session, int(ends[0][0].terms[-1].account))
    return _counted(session, desk, account, None, None, ends)


def _award(session: Session, desk: Desk, matter: Matter, sought: Sought, running: Sequence[Running]) -> Charge | None:
    """An award is set: it begins, or the case's own goes on with other terms; what it replaces ends the day before."""
    assert sought.pence is not None
    account, statutory = account_for(session, matter)
    days = days_held(store.hanging_on(session, store.LOCAL, CaseDay, matter.case))
    first = _first_day(matter, sought, days, running, statutory=statutory)
    new = NewAward(
        NewTerm(account.code, first, sought.pence, _school(matter.case, first), sought.until_day),
        statutory,
        matter.case.id,
        band=sought.band,
        priced=_priced(matter, sought),
        counting=matter.book.counting(matter.today),
        claim_from=_owed_by(desk, matter.case),
    )
    going_on = next((each for each in reversed(running) if each.own and _same(each.award, new)), None)
    ends = [(each, first - _DAY) for each in running if each is not going_on and each.after(first)]
    if not sought.pence and going_on is None:
        return _counted(session, desk, account, None, None, ends) if ends else None
    return _counted(session, desk, account, new, going_on, ends)


def account_for(session: Session, matter: Matter) -> tuple[Account, bool]:
    """The account that would bear an award in this case, and whether law requires what it pays for.

    That nobody knows whether there is an EHC plan is not "no plan": the two are paid from different money. Raises
    CannotCharge.
    """
    case, has_plan = matter.case, matter.has_plan
    if has_plan is None and not BASES[case.legal_basis].statutory:
        wrong = "it is not known whether there is an EHC plan, and that says which account bears the award"
        raise CannotCharge(Problem("facts.ehc_plan", wrong, "an answer", "Answer it first, and assess again"))
    statutory = BASES[case.legal_basis].statutory or has_plan is True
    setting, phase = str(case.facts.get("setting", "")), str(case.facts.get("phase", ""))
    try:
        code = account_code(
            matter.advice.route, statutory=statutory, setting=setting, phase=phase, partnership=case.partnership
        )
    except LookupError:
        wrong = "no partnership is known whose budget could bear the award"
        raise CannotCharge(Problem("partnership", wrong, "the school's partnership", "Take it in with one")) from None
    account = store.accounts_by_code(session, [code]).get(code)
    if account is None:
        wrong = f"the account {code} that would bear the award is not open"
        raise CannotCharge(Problem("account", wrong, "an open account", "Ask a finance officer to open it"))
    return account, statutory


def _counted(
    session: Session,
    desk: Desk,
    account: Account,
    new: NewAward | None,
    going_on: Running | None,
    ends: Sequence[tuple[Running, dt.date]],
) -> Charge:
    """What it comes to, by the same reckoning by which it is settled afterwards."""
    year, others = posting.this_year(desk), {}
    settled = [
        _if(session, desk, each, Term(0, last + _DAY, None, each.terms[-1].account, None, 0, desk.clock()))
        for each, last in ends
    ]
    if new is not None:
        term = new.term
        row = Term(0, term.from_day, term.until_day, str(account.id), term.school, term.pence_a_year, desk.clock())
        cost = award_money.cost_of_terms(desk, [row], new.counting)
        others = {each: pence for (_, each), pence in sorted(cost.items()) if each != year and pence}
        settled.append(
            _if(session, desk, going_on, row)
            if going_on
            else award_money.would_settle(session, desk, None, [row], new.counting)
        )
    takes, back = _summed(each.committed for each in settled), _summed(each.released for each in settled)
    cell = (account.id, year)
    return Charge(
        account,
        year,
        store.uncommitted(session, *cell),
        takes.get(cell, 0),
        back.get(cell, 0),
        others,
        new,
        going_on.award if going_on else None,
        [(each.award, last) for each, last in ends],
        _elsewhere(session, account, back),
        {} if account.may_overspend else _short(session, account, takes, back),
    )


def _if(session: Session, desk: Desk, running: Running, more: Term) -> Settled:
    """What settling would do if an award had one more term."""
    last = replace(more, number=running.terms[-1].number + 1)
    counting = Counting.from_json(running.award.counting)
    return award_money.would_settle(session, desk, running.award.id, [*running.terms, last], counting)


def _summed(settled: Iterable[Mapping[Cell, int]]) -> dict[Cell, int]:
    found: dict[Cell, int] = {}
    for each in settled:
        for cell, pence in each.items():
            found[cell] = found.get(cell, 0) + pence
    return found


def _short(
    session: Session,
    account: Account,
    takes: Mapping[Cell, int],
    back: Mapping[Cell, int],
) -> dict[int, int]:
    """In which years what is uncommitted does not cover it, and how much is wanting."""
    found = {}
    for cell in sorted(takes):
        left = store.uncommitted(session, *cell) + back.get(cell, 0) - takes[cell]
        if cell[0] == account.id and left < 0:
            found[cell[1]] = -left
    return found


def _elsewhere(session: Session, account: Account, back: Mapping[Cell, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (number, _), pence in sorted(back.items()):
        if number != account.id:
            code = store.account_by_number(session, number).code
            found[code] = found.get(code, 0) + pence
    return found


def _running(session: Session, case: Case) -> list[Running]:
    """The awards of the child as far as they are known: of this case and of those linked with it, the oldest first."""
    awards = store.awards_of_child(session, case)
    terms = store.terms_of_awards(session, [each.id for each in awards])
    found = [
        Running(each, terms[each.id], as_it_stands(terms[each.id]), each.case_id == case.id)
        for each in awards
        if terms[each.id]
    ]
    return [each for each in found if each.stretches]


def _ended(
    session: Session, matter: Matter, sought: Sought, running: Sequence[Running]
) -> list[tuple[Running, dt.date]]:
    """Which awards a decision that sets none ends, each with the last day paid for.

    What a plan secures goes on until the plan ends (CFA s.45(4): not before the time to appeal is over), so only a day
    that is given ends it. Without a plan, what was not to be agreed after all ends: whole, where nothing was paid.
    """
    if sought.kind == "cease":
        day = sought.until_day
        return [] if day is None else [(each, day) for each in running if each.after(day + _DAY)]
    if sought.kind not in ("not_agreed", "withdrawn") and not sought.corrects:
        return []
    found = []
    for each in running:
        if not each.own or each.award.statutory:
            continue
        paid = store.award_figures(session, [each.award.id]).get(each.award.id, store.NO_FIGURES).paid
        last = matter.today if paid else each.stretches[0].from_day - _DAY
        if each.after(last + _DAY) and not (paid and sought.kind == "withdrawn"):
            found.append((each, last))
    return found


def _first_day(matter: Matter, sought: Sought, days: Days, running: Sequence[Running], *, statutory: bool) -> dt.date:
    """From when an award is paid: the day given, the day the duty began, or today; a correction that takes nothing
    away holds from when what it corrects began."""
    if sought.from_day is not None:
        return sought.from_day
    began = duty_began(matter.case.legal_basis, days) or sought.plan_amended_on
    if statutory and began is not None:
        return began
    own = next((each for each in reversed(running) if each.own), None)
    if sought.corrects and own is not None and (sought.pence or 0) >= own.stretches[-1].pence_a_year:
        return own.stretches[0].from_day
    return matter.today


def _same(award: Award, new: NewAward) -> bool:
    """Whether an award can go on with other terms: what never changes of it is as it would be."""
    kept = (award.statutory, award.band, award.priced, dict(award.counting), award.claim_from)
    return kept == (new.statutory, new.band, new.priced, new.counting.to_json(), new.claim_from)


def _priced(matter: Matter, sought: Sought) -> str:
    """Whether it follows its band's tariff; what secures Section F above its band is priced by a person."""
    if sought.kind in _INDIVIDUAL or sought.band is None:
        return "individual"
    if sought.kind != "secure_section_f":
        return "band"
    return "band" if (sought.band, sought.pence) == (matter.advice.band, matter.advice.amount_pence) else "individual"


def _school(case: Case, day: dt.date) -> str | None:
    """The school (URN) the child is at on a day, or else the one named last."""
    schools = [each for each in case.parties if each.role == "school"]
    there = [each for each in schools if each.from_day <= day and (each.to_day is None or each.to_day >= day)]
    return next((each.reference for each in reversed(there or schools)), None)


def _owed_by(desk: Desk, case: Case) -> str | None:
    """The code of another authority that pays for this child in the end; None where it is our own."""
    paying = next((each.reference for each in reversed(case.parties) if each.role == "paying"), None)
    other = paying is not None and paying != desk.settings.authority_code and len(paying) <= _CODE_LENGTH
    return paying if other else None
