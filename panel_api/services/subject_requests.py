"""Requests for what is held of a child, from the day they come to the day they are given: verbs, one transaction each.

A person judges who may ask, what is withheld and to whom it goes. Where somebody is shielded a second person reads it
all before anybody confirms it, and again when it has changed since. Once confirmed it is frozen.
"""

import datetime as dt
import hashlib
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law import access_requests as law
from engine.law.calendars import local_day
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Case, Party, SubjectRequest, Withheld
from panel_api.schemas_subjects import Authority, LetThrough, NewAsked, NewWithheld, Proof
from panel_api.services.cases import held_case
from panel_api.services.desk import Desk
from panel_api.services.drafting import signed_in
from panel_api.services.subject_bundle import Bundle, asker_in, bundle_of, of_the_child, shielded_in
from panel_api.store import subjects
from panel_api.subject_access.document import Json, stored

ENDED: Final = ("given", "refused", "withdrawn")
_BEFORE: Final = ("drawn_up", "looked_at")


def ask(session: Session, desk: Desk, reference: str, given: NewAsked, name: str | None = None) -> SubjectRequest:
    """Draw a request up. name: its reference, where it has one already (the invented county's).

    Raises Trouble "not-found", "conflict", or "bad-input" with all that is missing.
    """
    case = held_case(session, desk, reference, withdrawn=True)
    today, party = local_day(desk.clock()), _party(case, given)
    found = law.standing(given.asker, born(case), today, responsible=party.parental_responsibility if party else None)
    problems = [*_missing(given, found, party)]
    if given.asked_on > today:
        problems.append(Problem("asked_on", "this day is still to come", "a day up to today", "Write the day it came"))
    if problems:
        raise Trouble("bad-input", problems=problems)
    if not found.may:
        raise Trouble("conflict", found.why_not)
    proof = given.proof_asked_on if not given.words else None
    row = SubjectRequest(
        asker=given.asker, party_id=party.id if party else None, recipient=given.recipient, words=given.words or "",
        authority=given.authority, asked_on=given.asked_on, due_on=law.answer_by(given.asked_on).day, stage="drawn_up",
        shielded=shielded_in(of_the_child(session, desk, case)), drawn_by=desk.viewer.person, drawn_at=desk.clock(),
        contents={
            "proof_asked_on": proof.isoformat() if proof else None, "proof_given_on": None,
            "authorised_on": today.isoformat(), "let_through": {},
        },
    )  # fmt: skip
    if name is not None:
        row.reference = name
    subjects.add_subject_request(session, case, row)
    _noted(session, desk, case, row, "Somebody asked what is held of the child.")
    return row


def prove(session: Session, desk: Desk, reference: str, number: str, version: int, given: Proof) -> SubjectRequest:
    """Record that proof of who they are came: the month runs from then."""
    case, row = held_request(session, desk, reference, number, version)
    _must_stand_at(row, *_BEFORE)
    row.words = given.words
    row.contents = {**row.contents, "proof_given_on": given.given_on.isoformat()}
    start = begins(row)
    if start is not None:
        row.due_on = law.answer_by(start, extended=row.extended_words is not None).day
    return _noted(session, desk, case, row, "Whoever asked what is held has shown who they are.")


def authorise(
    session: Session, desk: Desk, reference: str, number: str, version: int, given: Authority
) -> SubjectRequest:
    """Record anew why somebody may ask for another, as it stands today."""
    case, row = held_request(session, desk, reference, number, version)
    _must_stand_at(row, *_BEFORE)
    row.authority = given.words
    row.contents = {**row.contents, "authorised_on": local_day(desk.clock()).isoformat()}
    return _noted(session, desk, case, row, "It was recorded anew why somebody may ask what is held.")


def withhold(
    session: Session, desk: Desk, reference: str, number: str, version: int, given: NewWithheld
) -> SubjectRequest:
    """Withhold one thing, on a ground. Raises Trouble "bad-input" for what the bundle does not hold."""
    case, row = _to_change(session, desk, reference, number, version)
    _known(session, desk, case, row, given.item)
    already = {each.item: each for each in subjects.withheld_of(session, desk.viewer, row)}
    if given.item in already:
        raise conflict("This is withheld already", "Take that back first, to say it otherwise")
    session.add(
        Withheld(
            request_id=row.id, case_id=case.id, item=given.item, why=given.why, words=given.words,
            by_reference=desk.viewer.reference, written_at=desk.clock(),
        )
    )  # fmt: skip
    return _noted(session, desk, case, row, "Something was withheld from what is given to whoever asked.")


def take_back(session: Session, desk: Desk, reference: str, number: str, version: int, item: str) -> SubjectRequest:
    """Withhold a thing no more, or let it through no more."""
    case, row = _to_change(session, desk, reference, number, version)
    found = next((each for each in subjects.withheld_of(session, desk.viewer, row) if each.item == item), None)
    let = dict(row.contents.get("let_through", {}))
    if found is None and item not in let:
        raise conflict("This is neither withheld nor let through by a person", "Read it again")
    if found is not None:
        session.delete(found)
    if let.pop(item, None) is not None:
        row.contents = {**row.contents, "let_through": let}
    return _noted(session, desk, case, row, "What is withheld from whoever asked was changed.")


def let_through(
    session: Session, desk: Desk, reference: str, number: str, version: int, given: LetThrough
) -> SubjectRequest:
    """Give what is somebody else's all the same: they agreed, or it is fair. What is shielded goes to nobody."""
    case, row = _to_change(session, desk, reference, number, version)
    found = _known(session, desk, case, row, given.item)
    item, _, column = given.item.partition(".")
    kept = [each for one in found.items if one.id == item for each in one.kept]
    mine = [each for each in kept if not column or column in each.columns]
    if any(each.sure for each in mine):
        raise conflict("This would tell something that is shielded", "It stays withheld")
    if not any(each.ground == "third_party" for each in mine):
        raise conflict("Nothing of this is withheld because it is somebody else's", "Read it again")
    let = {**row.contents.get("let_through", {}), given.item: given.words}
    row.contents = {**row.contents, "let_through": let}
    return _noted(session, desk, case, row, "Something of somebody else's is given to whoever asked.")


def look(session: Session, desk: Desk, reference: str, number: str, version: int) -> SubjectRequest:
    """Record that a second person read it all, where somebody is shielded."""
    case, row = held_request(session, desk, reference, number, version)
    me = signed_in(desk)
    _must_stand_at(row, "drawn_up")
    if not row.shielded:
        raise conflict("Nobody's address is shielded here, so no second look is needed", "Confirm it")
    if row.drawn_by == me:
        raise conflict("You drew this request up", "Ask a second person to read it")
    row.stage, row.looked_by, row.looked_at = "looked_at", me, desk.clock()
    row.contents = {**row.contents, "looked": _gist(bundle_of(session, desk, case, row, _today(desk)).document)}
    return _noted(session, desk, case, row, "A second person read what is to be given to whoever asked.")


def confirm(session: Session, desk: Desk, reference: str, number: str, version: int) -> SubjectRequest:
    """Confirm who gets it, and freeze it as it stands. Raises Trouble "conflict" where anything is not shown yet."""
    case, row = held_request(session, desk, reference, number, version)
    signed_in(desk)
    if row.shielded and row.stage == "drawn_up":
        raise conflict("Somebody's address is shielded", "Let a second person read it all first")
    _must_stand_at(row, "looked_at" if row.shielded else "drawn_up")
    _still_right(desk, case, row)
    found = bundle_of(session, desk, case, row, _today(desk))
    if found.shielded and not row.shielded:
        raise conflict("Somebody's address has been shielded since this was drawn up", "Draw it up again")
    if row.shielded and _gist(found.document) != row.contents.get("looked"):
        raise conflict(
            "Something has changed since the second person read it",
            "Change something of it, and let them read it again",
        )
    if found.document["invented"] and not desk.settings.demo:
        raise conflict("The letterhead is the invented county's", "Set EVENHAND_LETTERHEAD")
    row.contents = {**row.contents, "bundle": found.document}
    row.sha256 = hashlib.sha256(stored(found.document)).hexdigest()
    row.stage, row.confirmed_by, row.confirmed_at = "confirmed", desk.viewer.person, desk.clock()
    return _noted(session, desk, case, row, "A person confirmed who gets what is held.")


def give(session: Session, desk: Desk, reference: str, number: str, version: int, how: str) -> SubjectRequest:
    """Record that it was given. Raises Trouble "conflict" where who may ask has changed since it was confirmed."""
    case, row = held_request(session, desk, reference, number, version)
    signed_in(desk)
    _must_stand_at(row, "confirmed")
    _still_right(desk, case, row)
    if shielded_in(of_the_child(session, desk, case)) and not row.shielded:
        raise conflict("Somebody's address has been shielded since this was confirmed", "Draw it up again")
    row.stage, row.given_how, row.given_at = "given", how, desk.clock()
    _noted(session, desk, case, row, "What is held was given to whoever asked.")
    disclosed(session, desk, row, how)
    return row


def redraw(session: Session, desk: Desk, reference: str, number: str, version: int) -> SubjectRequest:
    """Take a confirmation back, before it is given: it is drawn up anew from what stands then."""
    case, row = held_request(session, desk, reference, number, version)
    _must_stand_at(row, "looked_at", "confirmed")
    row.shielded = shielded_in(of_the_child(session, desk, case))
    _back(row)
    row.confirmed_by = row.confirmed_at = row.sha256 = None
    row.contents = {name: value for name, value in row.contents.items() if name not in ("bundle", "looked")}
    return _noted(session, desk, case, row, "What is to be given to whoever asked is drawn up anew.")


def extend(session: Session, desk: Desk, reference: str, number: str, version: int, words: str) -> SubjectRequest:
    """Record that they were told, in time, that it takes up to two months longer, and why."""
    case, row = held_request(session, desk, reference, number, version)
    _must_stand_at(row, *_BEFORE, "confirmed")
    start = begins(row) or row.asked_on
    if row.extended_words is not None:
        raise conflict("They were told once already that it takes longer", "No more time can be taken")
    if not law.may_extend(start, _today(desk)):
        raise conflict("The month is over, and they had to be told before", "Give it as soon as it can be done")
    row.extended_words, row.due_on = words, law.answer_by(start, extended=True).day
    return _noted(session, desk, case, row, "Whoever asked what is held was told that it takes longer.")


def refuse(session: Session, desk: Desk, reference: str, number: str, version: int, words: str) -> SubjectRequest:
    """Refuse it, with the reason they are told: where it is plainly unfounded or too much, or they may not ask.

    UK GDPR Article 12(4), (5): the right to complain is told with it.
    """
    case, row = held_request(session, desk, reference, number, version)
    signed_in(desk)
    _must_stand_at(row, *_BEFORE, "confirmed")
    row.stage, row.refused_words = "refused", words
    return _noted(session, desk, case, row, "A request for what is held was refused, with the reason.")


def withdraw(session: Session, desk: Desk, reference: str, number: str, version: int) -> SubjectRequest:
    """Record that they do not ask any more."""
    case, row = held_request(session, desk, reference, number, version)
    _must_stand_at(row, *_BEFORE, "confirmed")
    row.stage = "withdrawn"
    return _noted(session, desk, case, row, "Whoever asked what is held asks no more.")


def frozen(row: SubjectRequest) -> Json:
    """The bundle as it was confirmed. Raises Trouble "conflict" where none is, or where its bytes are not those."""
    found: Json | None = (row.contents or {}).get("bundle")
    if found is None:
        raise conflict("This request is not confirmed, so there is nothing to give", "Confirm it first")
    if hashlib.sha256(stored(found)).hexdigest() != row.sha256:
        raise conflict("What is kept is not what was confirmed", "Do not give it; ask whoever runs the system")
    return found


def disclosed(session: Session, desk: Desk, row: SubjectRequest, how: str) -> None:
    """A line of the access log: that it was given or taken away, with counts and nothing else."""
    found = frozen(row)
    counts = {
        "items": sum(len(each["items"]) for each in found["sections"]),
        "withheld": len(found["withheld"]),
        "how": how,
    }
    store.write_log(session, desk.viewer, "access", "disclosed", row.reference, desk.clock(), counts)


def held_request(
    session: Session, desk: Desk, reference: str, number: str, version: int
) -> tuple[Case, SubjectRequest]:
    """A request and its case, held. Raises Trouble "not-found", "conflict" or "stale"."""
    case = held_case(session, desk, reference, withdrawn=True)
    try:
        row = subjects.hold_subject_request(session, desk.viewer, case, number, version)
    except store.Stale:
        raise Trouble("stale", "Someone did something with this request first. Read it again.") from None
    if row is None:
        raise no_request(number)
    return case, row


def no_request(number: str) -> Trouble:
    """Nothing there, or nothing this viewer may see."""
    return not_found(f"There is no request {number[:32]} that you may see", "Check the address")


def born(case: Case) -> dt.date | None:
    """The child's day of birth, where it is recorded."""
    return next((each.from_day for each in case.parties if each.role == "child"), None)


def begins(row: SubjectRequest) -> dt.date | None:
    """The day the month runs from; None while proof of who they are is waited for."""

    def day(name: str) -> dt.date | None:
        text = (row.contents or {}).get(name)
        return dt.date.fromisoformat(text) if text else None

    return law.begins(row.asked_on, day("proof_asked_on"), day("proof_given_on"))


def _today(desk: Desk) -> dt.date:
    return local_day(desk.clock())


def _party(case: Case, given: NewAsked) -> Party | None:
    """Where whoever asks stands in the case: the child themself, or the party that was chosen."""
    if given.asker in ("child", "young_person"):
        return next((each for each in case.parties if each.role == "child"), None)
    return next((each for each in case.parties if each.id == given.party), None)


def _missing(given: NewAsked, found: law.Standing, party: Party | None) -> list[Problem]:
    problems = []
    if given.asker == "parent" and (party is None or party.role != "parent"):
        problems.append(Problem("party", "it is not said which parent", "a parent of this case", "Choose which parent"))
    if given.asker == "representative" and given.party is not None and party is None:
        problems.append(Problem("party", "this is nobody of this case", "somebody of this case", "Choose again"))
    if found.may and found.needs and not given.authority:
        problems.append(Problem("authority", "it is not said why they may ask", found.needs, "Write it down"))
    if not given.words and given.proof_asked_on is None:
        wrong = "it is not said how you know who they are"
        problems.append(Problem("words", wrong, "how, or the day you asked for proof", "Write one of the two"))
    return problems


def _to_change(session: Session, desk: Desk, reference: str, number: str, version: int) -> tuple[Case, SubjectRequest]:
    """A request whose bundle may still be changed; what a second person read before counts no more."""
    case, row = held_request(session, desk, reference, number, version)
    _must_stand_at(row, *_BEFORE)
    _back(row)
    return case, row


def _back(row: SubjectRequest) -> None:
    row.stage, row.looked_by, row.looked_at = "drawn_up", None, None


def _known(session: Session, desk: Desk, case: Case, row: SubjectRequest, item: str) -> Bundle:
    found = bundle_of(session, desk, case, row, _today(desk))
    id_, _, column = item.partition(".")
    mine = [each for each in found.items if each.id == id_]
    parts = {
        part for each in mine for part in (*(f.name for f in each.fields), *(c for k in each.kept for c in k.columns))
    }
    if not mine or (column and column not in parts):
        wrong = "there is no such thing in this bundle"
        raise Trouble(
            "bad-input", problems=[Problem("item", wrong, "a mark such as voices-12", "Copy it from the page")]
        )
    return found


def _must_stand_at(row: SubjectRequest, *stages: str) -> None:
    if row.stage not in stages:
        raise conflict(f"This request is {row.stage.replace('_', ' ')} already", "Read it again")


def _still_right(desk: Desk, case: Case, row: SubjectRequest) -> None:
    """Raise Trouble "conflict" where it may not be given today: nobody knows who they are, or they may not ask."""
    if begins(row) is None or not row.words:
        raise conflict("They have not shown yet who they are", "Record the proof first")
    party = asker_in(case, row)
    today, day = _today(desk), dt.date.fromisoformat(row.contents["authorised_on"])
    responsible = party.parental_responsibility if party else None
    then = law.standing(row.asker, born(case), day, responsible=responsible)  # type: ignore[arg-type]  # as the table checks
    now = law.standing(row.asker, born(case), today, responsible=responsible)  # type: ignore[arg-type]
    if not now.may:
        raise Trouble("conflict", now.why_not)
    if now.needs and (not row.authority or now.needs != then.needs):
        raise conflict(
            f"The rights have passed since {day_words(day)}" if row.authority else "It is not said why they may ask",
            f"Record it anew. Needed: {now.needs}",
        )


def _gist(found: Json) -> str:
    """What a second person's reading is held against: the bundle, but for its day and what was done since."""
    kept: dict[str, Any] = {name: value for name, value in found.items() if name not in ("day", "opening", "sections")}
    kept["sections"] = [each for each in found["sections"] if each["code"] != "history"]
    kept["withheld"] = [each for each in found["withheld"] if not each["item"].startswith("case_events-")]
    return hashlib.sha256(stored(kept)).hexdigest()


def _noted(session: Session, desk: Desk, case: Case, row: SubjectRequest, said: str) -> SubjectRequest:
    store.add_event(session, desk.viewer, case, "subject_access", said, desk.clock())
    session.flush()
    return row
