"""Committing: what a decision does to money, in the decision's own transaction; refused with figures where it does
not fit."""

from dataclasses import replace

from sqlalchemy.orm import Session

from engine.amounts import money_words
from engine.law.kinds import KINDS
from engine.recording.records import Budget
from engine.values import pounds_text
from panel_api import store
from panel_api.errors import Trouble
from panel_api.models import Decision
from panel_api.services import award_money
from panel_api.services.charge import Charge, Sought
from panel_api.services.desk import Desk
from panel_api.services.matter import Matter
from panel_api.services.posting import Consent, year_words
from panel_api.services.ways_on import ways_on


def refuse_if_short(
    session: Session, desk: Desk, matter: Matter, sought: Sought, charge: Charge | None, seen: int | None
) -> None:
    """Refuse what does not fit, with the figures as they are now and what may lawfully be done instead.

    Raises Trouble "conflict"; nothing is half done. seen: the uncommitted balance that the decider had
    looked at, in pence, if they said.
    """
    if charge is None or not charge.short:
        return
    year, wanting = next(iter(charge.short.items()))
    moved = seen is not None and seen != charge.before
    looked = f" When you looked, it was {money_words(seen)}." if seen is not None and moved else ""
    left = money_words(charge.before)
    now = f"There is {left} uncommitted in {charge.account.name} for {year_words(charge.year)}"
    takes = f"this would take {money_words(charge.takes - charge.back)} of it"
    if year != charge.year:
        takes = f"this would take more of {year_words(year)} than is left"
    raise Trouble(
        "conflict",
        f"{now}, and {takes}: {money_words(wanting)} too little.{looked} The band stands. Nothing was recorded.",
        more={
            "money": {
                **charge.to_json(),
                "short": {str(each): pounds_text(pence) for each, pence in charge.short.items()},
                "seen": None if seen is None else pounds_text(seen),
                "choices": [each.to_json() for each in ways_on(session, desk, matter, sought, charge)],
            }
        },
    )


def commit(
    session: Session, desk: Desk, charge: Charge, decision: Decision, consent: Consent | None, seen: int | None
) -> Budget:
    """Begin, change or end the awards that a decision changes. The accounts are held; what was moved is returned."""
    words = KINDS[decision.kind].words
    why = "corrected" if decision.corrects_id is not None else "ended"
    reference = ""
    for award, last in charge.ends:
        award_money.end_award(session, desk, award, last, why, words, decision.id)
        reference = award.reference
    if charge.new is not None:
        reference = _set(session, desk, charge, decision, consent)
    return Budget(
        account=charge.account.code,
        award=reference,
        year=charge.year,
        statutory=charge.statutory,
        before=pounds_text(charge.before),
        this_year=pounds_text(charge.takes),
        released=pounds_text(charge.back),
        after=pounds_text(store.uncommitted(session, charge.account.id, charge.year)),
        other_years={str(year): pounds_text(pence) for year, pence in charge.other_years.items()},
        seen=None if seen is None else pounds_text(seen),
        elsewhere={code: pounds_text(pence) for code, pence in charge.elsewhere.items()},
        consent_by=consent.by if consent else None,
        consent_words=consent.words if consent else None,
    )


def _set(session: Session, desk: Desk, charge: Charge, decision: Decision, consent: Consent | None) -> str:
    """The reference of the award that was begun or goes on with other terms."""
    assert charge.new is not None
    words = KINDS[decision.kind].words
    why = "corrected" if decision.corrects_id is not None else "decided"
    term = replace(charge.new.term, why=why, words=words, decision=decision.id)
    if charge.going_on is not None:
        award_money.change_award(session, desk, charge.going_on, term, words, consent)
        return charge.going_on.reference
    award, _ = award_money.begin_award(session, desk, replace(charge.new, term=term), words, consent)
    return award.reference
