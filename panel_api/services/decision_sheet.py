"""The decision sheet of one decision: its facts on a page, for the file or for a school's finance officer."""

from typing import Final

from engine.law.bases import BASES
from engine.law.calendars import local_day
from panel_api import store, words
from panel_api.letters import Page, SheetFacts, compose_sheet
from panel_api.letters.letterhead import read_letterhead
from panel_api.letters.sheet import For
from panel_api.models import Case, Recommendation
from panel_api.services.cases import find_case
from panel_api.services.desk import Desk
from panel_api.services.drafting import decision_of
from panel_api.services.letter_facts import award_words
from panel_api.services.reasons import REASONS

COUNTY: Final = "County statutory account"
"""Where the law requires the support, what it costs falls on no partnership."""


def sheet_of(desk: Desk, reference: str, decision: int, reader: For) -> Page:
    """The sheet. Raises Trouble "not-found" or "conflict"."""
    with desk.database.reading() as session:
        case = find_case(session, desk, reference)
        made = decision_of(session, desk, case, decision)
        advice = store.recommendations_of(session, desk.viewer, case)
        record = store.record_of_decision(session, desk.viewer, made.id)
    advised = next((each for each in advice if each.id == made.recommendation_id), None)
    on = local_day(made.decided_at)
    return compose_sheet(
        SheetFacts(
            reader=reader,
            reference=case.reference,
            day=on,
            letterhead=read_letterhead(desk.settings.letterhead),
            pupil=_named(case, "child"),
            school=made.school or _named(case, "school"),
            basis=words.said(words.LEGAL_BASES, case.legal_basis),
            decision=words.said(words.DECISION_KINDS, made.kind),
            decided_by=f"{words.said({}, made.by_role).capitalize()} ({made.by_reference})",
            authority=made.authority,
            law=made.law,
            advised=_advised(advised),
            reason=REASONS.get(made.kind, {}).get(made.reason_code),
            words=made.words,
            evidence=made.evidence,
            steps=made.steps,
            unconsulted=made.unconsulted,
            band=made.band,
            amount_pence=made.amount_pence,
            from_day=made.from_day,
            until_day=made.until_day,
            account=COUNTY if BASES[case.legal_basis].statutory else case.partnership,
            urgent=made.urgent,
            rulebook=case.rulebook,
            record=record.sequence if record else None,
        )
    )


def _named(case: Case, role: str) -> str:
    party = next((each for each in case.parties if each.role == role), None)
    known = [text for text in (party.name, party.reference) if text] if party else []
    return ", ".join(known) or "–"


def _advised(advice: Recommendation | None) -> str | None:
    return award_words(advice.band, advice.amount_pence) if advice else None
