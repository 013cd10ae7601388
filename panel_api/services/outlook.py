"""What the advice on a case would do to money, before anybody decides: for its page, its papers and programs.

Never a reason for the band. Whoever sees the working of a case sees this of it; a budget holder, of their own account.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.forecast.alarm import Alarm
from engine.law.bases import BASES
from engine.problems import Problem
from engine.rulebook import Rulebook
from engine.values import pounds_text
from panel_api import store
from panel_api.errors import Trouble
from panel_api.models import Account, Assessment, Award, AwardTerm, Case, Decision, Recommendation
from panel_api.services import posting
from panel_api.services.charge import CannotCharge, Charge, Sought, account_for, charge_of
from panel_api.services.desk import Desk
from panel_api.services.forecasting import alarm_of
from panel_api.services.matter import Matter, present_award
from panel_api.services.published import book_of
from panel_api.services.recommend import advice_on
from panel_api.services.ways_on import Way, ways_on


@dataclass(frozen=True, slots=True)
class Outlook:
    """The account that would bear an award, and what the advice would take of it.

    uncommitted: now, in pence, in the financial year `year`. charge: None where no amount is settled. ways: what may be
    done where it does not fit. statutory: whether law requires it. wrong: why no account can bear it, and then there is
    no account. awards: what the case is paid so far, each with its latest term. alarm: of the account's year, where no
    law requires the award.
    """

    year: int
    account: Account | None
    statutory: bool = False
    uncommitted: int = 0
    charge: Charge | None = None
    ways: Sequence[Way] = ()
    wrong: Problem | None = None
    awards: Sequence[tuple[Award, AwardTerm]] = ()
    alarm: Alarm | None = None

    def to_json(self) -> dict[str, object] | None:
        """As programs are told it, and as papers keep it; None where no account can bear an award."""
        if self.account is None:
            return None
        return {
            "account": self.account.code,
            "year": self.year,
            "statutory": self.statutory,
            "uncommitted": pounds_text(self.uncommitted),
            **({} if self.charge is None else self.charge.to_json()),
            "choices": [each.to_json() for each in self.ways],
        }


def outlook_of(
    session: Session,
    desk: Desk,
    case: Case,
    assessment: Assessment | None,
    advice: Recommendation | None,
    decisions: Sequence[Decision],
) -> Outlook | None:
    """The outlook as of now; None where no accounts are open, or the viewer is none of those who see it."""
    if not store.any_account(session):
        return None
    year, awards = posting.this_year(desk), store.awards_with_terms(session, desk.viewer, case)
    matter = _matter(desk, case, assessment, advice, decisions)
    if matter is None:
        return Outlook(year, None, awards=awards) if awards and desk.viewer.may("see_working") else None
    try:
        account, statutory = account_for(session, matter)
    except CannotCharge as error:
        return Outlook(year, None, wrong=error.problem, awards=awards) if desk.viewer.may("see_working") else None
    if not desk.viewer.may("see_working") and store.account_by_code(session, desk.viewer, account.code) is None:
        return None
    left = store.uncommitted(session, account.id, year)
    if case.stage not in ("assessed", "recommended"):
        return Outlook(year, account, statutory, left, awards=awards)
    told = None if statutory else alarm_of(session, desk, account)
    kind = "secure_section_f" if BASES[case.legal_basis].statutory else "agree"
    corrects = kind not in matter.offered()
    if not matter.settled or (corrects and not any(kind in matter.offered(each.id) for each in matter.standing())):
        return Outlook(year, account, statutory, left, awards=awards, alarm=told)  # nothing is awarded at this step
    sought = Sought(kind, matter.advice.amount_pence, matter.advice.band, corrects=corrects)
    try:
        charge = charge_of(session, desk, matter, sought)
    except CannotCharge as error:
        return Outlook(year, account, statutory, left, wrong=error.problem, awards=awards, alarm=told)
    ways = ways_on(session, desk, matter, sought, charge) if charge is not None and charge.short else ()
    return Outlook(year, account, statutory, left, charge, ways, awards=awards, alarm=told)


def _matter(
    desk: Desk,
    case: Case,
    assessment: Assessment | None,
    advice: Recommendation | None,
    decisions: Sequence[Decision],
) -> Matter | None:
    """What a decision would be about, also before the advice is put to the panel; None where nothing is assessed."""
    if assessment is None:
        return None
    try:
        book: Rulebook = book_of(desk, case.rulebook)
    except Trouble:
        return None
    if advice is None or advice.assessment_id != assessment.id:
        advice = Recommendation(**advice_on(book, assessment))
    present = present_award(case, decisions, None)
    return Matter(book, case, assessment, advice, desk.last_day(), decisions, present)
