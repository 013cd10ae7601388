"""From a decision and what a person wrote about it to the facts of each reader's letter."""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from engine.amounts import money_words
from engine.law.appeals import appeal_dates
from panel_api.letters import Ask, Deadlines, LetterFacts, Letterhead, Outcome, Voice
from panel_api.models import Case, Decision, Party
from panel_api.schemas_letters import NewLetters
from panel_api.services.recipients import Recipient, Recipients, there

NOT_TOLD: Final = "a school (we cannot tell you which)"
"""What stands for a school in a letter to somebody from whom the place is kept."""


@dataclass(frozen=True, slots=True)
class Run:
    """The letters about one decision. advised: the band of the advice it was made on, where there was one."""

    case: Case
    made: Decision
    advised: str | None
    given: NewLetters
    whom: Recipients
    letterhead: Letterhead


def facts_for(run: Run, each: Recipient, corrects: dt.date | None) -> LetterFacts:
    """The facts of one reader's letter. corrects: the day of the letter it takes the place of."""
    given = run.given
    own = given.school_reasons if each.reader == "school" and given.school_reasons else given.reasons
    paragraphs = (given.full_reasons or "").replace("\r\n", "\n").split("\n\n")
    return LetterFacts(
        kind=run.made.kind,
        basis=run.case.legal_basis,
        reader=each.reader,
        holds_rights=each.holds_rights,
        reference=run.case.reference,
        day=given.day,
        letterhead=run.letterhead,
        child=given.child,
        setting=given.setting,
        to=address_of(each.party),
        dear=each.party.name if each.reader == "parent" else None,
        outcome=_outcome(run, each),
        voices=_voices(run, each),
        reasons=tuple(own),
        full_reasons=tuple(text.strip() for text in paragraphs if text.strip()),
        deadlines=_deadlines(given),
        review_on=given.review_on,
        interpreter=each.party.interpreter,
        easy_read=each.party.easy_read,
        has_plan=run.case.facts.get("ehc_plan"),
        appeal_on_order=bool(run.made.appeal_text),
        shielded=bool(each.never_say),
        never_say=each.never_say,
        corrects=corrects,
    )


def address_of(party: Party) -> tuple[str, ...]:
    """The lines at the top of a letter: a name and an address, as far as they are known."""
    lines = [party.name or "", *(party.address or "").splitlines()]
    return tuple(line.strip() for line in lines if line.strip())


def band_words(band: str | None) -> str | None:
    """Band 3, from the band of a decision or of advice."""
    return band and (band if band.casefold().startswith("band") else f"Band {band}")


def award_words(band: str | None, pence: int | None) -> str | None:
    """Band 3, £4,680.00 a year; None where nothing is awarded."""
    said = [band_words(band), f"{money_words(pence, table=True)} a year" if pence is not None else None]
    return ", ".join(part for part in said if part) or None


def schools_told(made: Decision, given: NewLetters) -> tuple[str, ...]:
    """Schools that a letter may name beside the one the child goes to."""
    return tuple(name for name in (made.school, given.named, given.wanted) if name)


def _outcome(run: Run, each: Recipient) -> Outcome:
    made, given = run.made, run.given
    return Outcome(
        band=band_words(made.band),
        advised_band=band_words(run.advised),
        amount_pence=made.amount_pence,
        from_day=made.from_day or given.from_day,
        until_day=made.until_day or given.until_day,
        # A place that a reader may not know stays out: the letter says "your child's school", or that it cannot say.
        school=None if each.never_say else _goes_to(run.case, given.day),
        named=_told(given.named or (made.school if made.kind == "name_school" else None), each),
        wanted=_told(given.wanted or (made.school if made.kind == "refuse_to_name" else None), each),
        asks=(
            *_asks("family", given.asks_family),
            *_asks("school", given.asks_school),
            *_asks("others", given.asks_others),
        ),
        asks_by=given.asks_by,
        passed_to=given.passed_to,
        order_says=tuple(given.order_says),
        order_day=given.order_day,
        next_by=given.next_by,
        final_by=given.final_by,
        final=given.final,
        from_authority=given.from_authority,
        steps=tuple(given.steps),
    )


def _asks(of: Literal["family", "school", "others"], lines: list[str]) -> tuple[Ask, ...]:
    return tuple(Ask(of, what) for what in lines)


def _goes_to(case: Case, on: dt.date) -> str | None:
    return next((party.name for party in case.parties if party.role == "school" and there(party, on)), None)


def _told(school: str | None, each: Recipient) -> str | None:
    return NOT_TOLD if school and each.never_say else school


def _voices(run: Run, each: Recipient) -> tuple[Voice, ...]:
    """The child's words, and of the parents' only what this reader said; to a school, where nobody is shielded."""
    given = run.given
    found = [Voice("child", given.child_words)] if given.child_words else []
    for said in given.family_words:
        if said.party == each.party.id:
            found.append(Voice("reader", said.words))
        elif each.reader == "school" and not run.whom.shielded:
            found.append(Voice("family", said.words))
    return tuple(found[:2])


def _deadlines(given: NewLetters) -> Deadlines:
    """The last day of each right, from the day the letters bear."""
    (appeal,) = appeal_dates({"notice_sent": given.day})
    return Deadlines(appeal.due, appeal.due, given.reconsider_by, given.comment_by)
