"""Interests: declared before a case is opened, they shut a person out of it and its papers until withdrawn.

What counts as an interest is the panel's own to say; the words are read by the clerk and the chair alone.
"""

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.calendars import local_day
from engine.problems import Complaints
from panel_api import store
from panel_api.errors import conflict, not_found
from panel_api.models import Case, Interest
from panel_api.services.answers import refuse_if_any
from panel_api.services.cases import find_case
from panel_api.services.desk import Desk
from panel_api.services.wording import words_given
from panel_api.store import agenda, interests, seats
from panel_api.store.interests import Declared

KEEPS = "arrange_sittings"
"""Who may do this may write an interest for someone else, and withdraw one that is not theirs."""


def declare_interest(session: Session, desk: Desk, reference: str, words: str, person: str | None = None) -> Interest:
    """Declare an interest in a case. person: whose it is, by reference, where the clerk writes it for someone.

    Declared twice, it is held once. Raises Trouble "not-found", "conflict", or "bad-input".
    """
    case = find_case(session, desk, reference)
    whose = person or desk.viewer.reference
    if whose != desk.viewer.reference and not desk.viewer.may(KEEPS):
        raise conflict("An interest is declared by whoever has it, or by the clerk for them", "Declare your own")
    complaints = Complaints()
    found = seats.person_by_reference(session, whose)
    if found is None:
        complaints.add("person", "nobody is chosen", "someone of the list", "Choose whose interest it is")
    said = words_given(complaints, "words", words, "Say in a few words what the interest is")
    refuse_if_any(complaints)
    assert found is not None
    at = desk.clock()
    row = interests.add_interest(session, case, found, said, desk.viewer.reference, at)
    if row.declared_at == at:
        agenda.tell_history(session, desk.viewer, case.id, "Someone declared an interest and is shut out of it.", at)
        store.log_change(session, desk.viewer, "interest_declared", found.reference, at, case=case.reference)
    return row


def withdraw_interest(session: Session, desk: Desk, number: int, words: str) -> Interest:
    """Withdraw an interest, with the reason: the clerk or the chair does, and nobody their own.

    Raises Trouble "not-found" for whoever does not see the case, and "conflict" for one's own.
    """
    declared = interests.interest_by_number(session, number)
    if declared is None or not desk.viewer.may(KEEPS):
        raise not_found("There is no such interest that you may withdraw", "Ask the clerk")
    row = declared.interest
    if row.person_id == desk.viewer.person:
        raise conflict("Nobody withdraws their own interest", "Ask the clerk or the chair")
    case = store.case_by_number(session, desk.viewer, row.case_id)
    if case is None:
        raise not_found("There is no such interest that you may withdraw", "Ask another clerk")
    if row.withdrawn_at is not None:
        raise conflict(f"It was withdrawn on {day_words(local_day(row.withdrawn_at))}", "Nothing more is needed")
    complaints = Complaints()
    said = words_given(complaints, "words", words, "Say why it is withdrawn")
    refuse_if_any(complaints)
    at = desk.clock()
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_words = at, desk.viewer.reference, said
    agenda.tell_history(session, desk.viewer, row.case_id, "An interest in it was withdrawn.", at)
    store.log_change(session, desk.viewer, "interest_withdrawn", case.reference, at)
    session.flush()
    return row


def interests_of(session: Session, desk: Desk, case: Case) -> list[Declared]:
    """The open interests in a case, for those who keep them; to others, none but their own."""
    found = [each for each in interests.interests_in(session, [case.id]) if each.interest.withdrawn_at is None]
    if desk.viewer.may(KEEPS):
        return found
    return [each for each in found if each.interest.person_id == desk.viewer.person]
