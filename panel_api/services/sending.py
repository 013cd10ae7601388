"""Letters on their way out: looked at by a second person where somebody is shielded, confirmed, sent; or withdrawn.

Who is to have a letter is worked out again at each step, for the day it is: where that has changed since it was
drafted, it does not go out.
"""

from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.calendars import local_day
from engine.law.happened import told_events
from engine.problems import Refused
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.letters import LetterFacts
from panel_api.letters.contents import check_shielding
from panel_api.letters.kept import facts_of, page_of
from panel_api.models import Case, Letter, SchoolAsked
from panel_api.services.cases import held_case
from panel_api.services.clock import note_days, was_told
from panel_api.services.desk import Desk
from panel_api.services.drafting import UNSENT, decision_of, signed_in
from panel_api.services.letter_facts import NOT_TOLD, address_of
from panel_api.services.recipients import Recipient, recipients_on

WAYS: Final = ("post", "email", "by_hand")
"""How a letter goes out."""


def look_at(session: Session, desk: Desk, reference: str, letter: str, version: int) -> Letter:
    """Record that a second person looked, where somebody's whereabouts are kept from somebody."""
    case, found = held_letter(session, desk, reference, letter, version)
    me = signed_in(desk)
    _must_stand_at(found, "drafted")
    if not found.shielded:
        raise conflict("Nobody's address is shielded here, so no second look is needed", "Confirm it")
    if found.drafted_by == me:
        raise conflict("You drafted this letter", "Ask a second person to look at it")
    _still_right(session, desk, case, found)
    found.stage, found.looked_by, found.looked_at = "looked_at", me, desk.clock()
    return _noted(session, desk, case, found, "A second person looked at a letter.")


def confirm(session: Session, desk: Desk, reference: str, letter: str, version: int) -> Letter:
    """Record that a person confirmed whom a letter goes to."""
    case, found = held_letter(session, desk, reference, letter, version)
    me = signed_in(desk)
    if found.shielded and found.stage == "drafted":
        raise conflict(
            "Somebody's address is shielded, and only the person who drafted this letter has seen it",
            "Let a second person look at it first",
        )
    _must_stand_at(found, "looked_at" if found.shielded else "drafted")
    _still_right(session, desk, case, found)
    found.stage, found.confirmed_by, found.confirmed_at = "confirmed", me, desk.clock()
    return _noted(session, desk, case, found, "A person confirmed who a letter goes to.")


def send(session: Session, desk: Desk, reference: str, letter: str, version: int, how: str) -> Letter:
    """Record that a letter went out, and how (one of WAYS)."""
    case, found = held_letter(session, desk, reference, letter, version)
    signed_in(desk)
    _must_stand_at(found, "confirmed")
    _still_right(session, desk, case, found)
    found.stage, found.sent_how, found.sent_at = "sent", how, desk.clock()
    _note_day(session, desk, case, found)
    detail = {"to": found.reader, "letter": found.reference}
    store.write_log(session, desk.viewer, "access", "letter_sent", case.reference, desk.clock(), detail)
    return _noted(session, desk, case, found, "A letter was sent.")


def withdraw(session: Session, desk: Desk, reference: str, letter: str, version: int) -> Letter:
    """Take back a letter that has not gone out."""
    case, found = held_letter(session, desk, reference, letter, version)
    signed_in(desk)
    _must_stand_at(found, *UNSENT)
    found.stage = "withdrawn"
    return _noted(session, desk, case, found, "A letter that had not gone out was withdrawn.")


def held_letter(session: Session, desk: Desk, reference: str, letter: str, version: int) -> tuple[Case, Letter]:
    """A letter and its case, held. Raises Trouble "not-found", "conflict" or "stale"."""
    case = held_case(session, desk, reference)
    try:
        found = store.hold_letter(session, desk.viewer, case, letter, version)
    except store.Stale:
        raise Trouble("stale", "Someone did something with this letter first. Read it again.") from None
    if found is None:
        raise no_letter(letter)
    return case, found


def no_letter(reference: str) -> Trouble:
    """Nothing there, or nothing this viewer may see."""
    return not_found(f"There is no letter {reference[:32]} that you may see", "Check the address")


def _must_stand_at(letter: Letter, *stages: str) -> None:
    if letter.stage not in stages:
        raise conflict(f"This letter is {letter.stage.replace('_', ' ')} already", "Read it again")


def _still_right(session: Session, desk: Desk, case: Case, letter: Letter) -> None:
    """Raise Trouble "conflict" where a letter may not go out today: its day, its reader, or what it would tell."""
    made = decision_of(session, desk, case, letter.decision_id)
    facts, today = facts_of(letter.facts), local_day(desk.clock())
    if facts.day < today:
        raise conflict(
            f"This letter bears the day {day_words(facts.day)}: sent later, it would cut short the time to act on it",
            "Draft it again with another day",
        )
    schools = [name for name in (made.school, facts.outcome.named, facts.outcome.wanted) if name and name != NOT_TOLD]
    asked = store.hanging_on(session, desk.viewer, SchoolAsked, case)
    whom = recipients_on(case, today, parents_may_know=_agreed(letter, facts), schools=schools, asked=asked)
    each = next((one for one in whom.get if one.party.id == letter.party_id), None)
    if each is None or (each.reader, each.holds_rights) != (letter.reader, facts.holds_rights):
        changed = f" {whom.passing.words}" if whom.passing else ""
        raise conflict(f"Who is to have this letter has changed since it was drafted.{changed}", "Draft them again")
    if address_of(each.party) != facts.to:
        raise conflict("The name or address of this reader has changed since it was drafted", "Draft them again")
    if facts.letterhead.invented and not desk.settings.demo:
        raise conflict("The letterhead is the invented county's", "Set EVENHAND_LETTERHEAD, and draft them again")
    if whom.shielded and not letter.shielded:
        raise conflict("Somebody's address has been shielded since this was drafted", "Draft them again")
    _check_kept_back(letter, facts, each)


def _check_kept_back(letter: Letter, facts: LetterFacts, each: Recipient) -> None:
    page = page_of(letter.blocks)
    try:
        check_shielding(replace(facts, shielded=bool(each.never_say), never_say=each.never_say), page.words)
    except Refused as error:
        raise Trouble("conflict", "This letter would tell what is kept from its reader.", error.problems) from None


def _note_day(session: Session, desk: Desk, case: Case, letter: Letter) -> None:
    """Record what the letter makes happen: the time to act begins with the letter to whoever holds the rights.

    A letter that takes the place of another begins that time anew; whether the family was told in time stays as it was.
    """
    facts, today = facts_of(letter.facts), local_day(desk.clock())
    if not facts.holds_rights:
        return
    if letter.corrects_id is None:
        was_told(session, desk, case, facts.kind, today, final=facts.outcome.final)
    elif "notice_sent" in told_events(case.legal_basis, facts.kind, final=facts.outcome.final):
        note_days(session, desk, case, {"notice_sent": today}, "From a letter that takes the place of another.")


def _agreed(letter: Letter, facts: LetterFacts) -> bool:
    """Whether the letter was drafted to a parent because the young person agreed that they be told."""
    return letter.reader == "parent" and not facts.holds_rights


def _noted(session: Session, desk: Desk, case: Case, letter: Letter, said: str) -> Letter:
    store.add_event(session, desk.viewer, case, "letter", said, desk.clock())
    session.flush()
    return letter
