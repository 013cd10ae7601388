"""Schools asked for: which parent or the young person asks for which, whether it offers a place, if they ask no more.

Rights pass to the young person at the end of compulsory school age; what a parent asks from then on is kept as theirs.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from engine.law.rights import holder_on
from engine.problems import Complaints
from panel_api import store
from panel_api.errors import conflict, not_found
from panel_api.models import Case, Provision, SchoolAsked
from panel_api.schemas import NewCase
from panel_api.schemas_hanging import AskedNoMore, Consulted, NewAsked, OfferSaid
from panel_api.services.answers import refuse_if_any
from panel_api.services.asked_for import needs_offer
from panel_api.services.cases import held_case
from panel_api.services.consult import consulted_on
from panel_api.services.days import refuse_days
from panel_api.services.desk import Desk
from panel_api.services.find_place import find_place, place_called
from panel_api.store import provision

Wanted = tuple[int | None, SchoolAsked]


def ask_for(session: Session, desk: Desk, reference: str, given: NewAsked) -> SchoolAsked:
    """Keep that a school was asked for. Raises Trouble "not-found", "conflict" or "bad-input"."""
    case = held_case(session, desk, reference)
    complaints = Complaints()
    refuse_days(desk, complaints, asked_on=given.asked_on)
    _check_who(case, given, complaints)
    place = find_place(session, desk, given.school, given.code, given.unlisted, complaints)
    refuse_if_any(complaints)
    row = SchoolAsked(
        party_id=given.parent,
        provision_id=place.id if place else None,
        school=place.name if place else given.school,
        asked_on=given.asked_on,
        words=given.words,
        offer="not_asked",
    )
    store.hang(session, desk.viewer, case, row, desk.clock())
    _noted(session, desk, case, "A school was asked for.")
    return row


def consult_asked(session: Session, desk: Desk, reference: str, number: int, given: Consulted) -> None:
    """Keep that a school asked for was consulted: by its code, so that its answer stands beside it."""
    case, row = _held(session, desk, reference, number)
    complaints = Complaints()
    refuse_days(desk, complaints, on=given.on)
    refuse_if_any(complaints)
    place = _place_of(session, desk, row)
    consulted_on(session, desk, case, row.school, place.code if place else None, given.on)


def say_offer(session: Session, desk: Desk, reference: str, number: int, given: OfferSaid) -> None:
    """Keep whether a school outside s.38(3) offers a place: asked, offered or refused, the latest holds."""
    case, row = _held(session, desk, reference, number)
    if not needs_offer(_place_of(session, desk, row)):
        raise conflict(
            "A place at this school needs no offer: it is of the kinds that must be named", "Answer its question"
        )
    complaints = Complaints()
    refuse_days(desk, complaints, on=given.on)
    refuse_if_any(complaints)
    row.offer, row.offered_on = given.offer, given.on
    said = {"asked": "was asked for an offer of a place", "offered": "offered a place", "refused": "offers no place"}
    _noted(session, desk, case, f"A school that was asked for {said[given.offer]}.")


def ask_no_more(session: Session, desk: Desk, reference: str, number: int, given: AskedNoMore) -> None:
    """Keep that they ask for a school no more. It stays, with what was said of it."""
    case, row = _held(session, desk, reference, number)
    complaints = Complaints()
    refuse_days(desk, complaints, since=row.asked_on, on=given.on)
    refuse_if_any(complaints)
    row.withdrawn_on = given.on
    _noted(session, desk, case, "A school is asked for no more.")


def wanted_of(session: Session, desk: Desk, given: NewCase) -> list[Wanted]:
    """The schools that a request asks for, not kept yet, each with the number of the parent who asks.

    A name that the directory has just once is taken for that school; no request is held up because it has not. Raises
    Trouble "bad-input".
    """
    complaints = Complaints()
    found: list[Wanted] = []
    for number, each in enumerate(given.asked_for):
        inner = Complaints()
        refuse_days(desk, inner, asked_on=each.asked_on)
        if each.parent is not None and each.parent > len(given.parents):
            expected = "the number of one of `parents`, counted from 1"
            inner.add("parent", "this names no parent", expected, "Correct it")
        place = place_called(session, desk, each.school) if each.code is None else None
        if each.code is not None:
            place = find_place(session, desk, each.school, each.code, False, inner)
        for problem in inner.problems:
            where = f"asked_for[{number}].{problem.where}"
            complaints.add(where, problem.wrong, problem.expected, problem.remedy)
        row = SchoolAsked(
            provision_id=place.id if place else None,
            school=place.name if place else each.school,
            asked_on=each.asked_on or given.asked_on,
            words=each.words,
            offer="not_asked",
        )
        found.append((each.parent, row))
    refuse_if_any(complaints)
    return found


def keep_wanted(session: Session, desk: Desk, case: Case, wanted: Sequence[Wanted], at: dt.datetime) -> None:
    """Keep them on their case, which has its number by now."""
    parents = [party.id for party in case.parties if party.role == "parent"]
    for parent, row in wanted:
        row.party_id = None if parent is None else parents[parent - 1]
        store.hang(session, desk.viewer, case, row, at)


def _check_who(case: Case, given: NewAsked, complaints: Complaints) -> None:
    parents = [party.id for party in case.parties if party.role == "parent"]
    if (given.who == "parent") != (given.parent is not None) or (given.parent and given.parent not in parents):
        expected = "one of the case's parents" if given.who == "parent" else "nothing: this goes with one parent"
        complaints.add("parent", "this does not say which parent asked", expected, "Choose again")
    young = next(party for party in case.parties if party.role == "child")
    holder = holder_on(young.from_day, given.asked_on)
    if given.who == "young_person" and holder.who == "parents":
        expected = "a parent, or both together; the child's own words are kept under what they say"
        complaints.add("who", "on that day the parents held the rights", expected, "Choose who asked")
    if given.who == "parents" and holder.who == "young_person":
        expected = "the young person; what one parent asked can be kept as theirs"
        complaints.add("who", "on that day the rights were the young person's own", expected, "Choose who asked")


def _held(session: Session, desk: Desk, reference: str, number: int) -> tuple[Case, SchoolAsked]:
    case = held_case(session, desk, reference)
    row = store.hanging_by_number(session, desk.viewer, SchoolAsked, case, number)
    if row is None:
        raise not_found("There is no such school asked for in this case", "Read the case again")
    if row.withdrawn_on is not None:
        raise conflict("This school is asked for no more", "See the day that stands there; if they ask again, add it")
    return case, row


def _place_of(session: Session, desk: Desk, row: SchoolAsked) -> Provision | None:
    numbers = [] if row.provision_id is None else [row.provision_id]
    return next(iter(provision.provisions_by_number(session, desk.viewer, numbers).values()), None)


def _noted(session: Session, desk: Desk, case: Case, words: str) -> None:
    store.add_event(session, desk.viewer, case, "school_asked", words, desk.clock())
