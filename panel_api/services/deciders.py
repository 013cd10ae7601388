"""Who decides: a named person with the authority for it, who read the case, at a sitting that can decide or alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from engine.problems import Complaints
from engine.recording.records import Interest, Person
from engine.values import pounds_text
from panel_api import schemas
from panel_api.models import CaseReading, Sitting
from panel_api.quorum import CHAIRS
from panel_api.services.authority import DECIDERS, ORDER, Authority, NobodyMay, authority_of, goes_up
from panel_api.services.decision_rules import found_at
from panel_api.services.desk import Desk
from panel_api.services.matter import Matter
from panel_api.services.sitting_standing import Standing


@dataclass(frozen=True, slots=True)
class Decider:
    """A person who decides, with whoever sat for the case. person: their number. sitting: where, unless between two."""

    role: str
    reference: str
    person: int | None
    authority: Authority
    sitting: Sitting | None = None
    sat: Sequence[Person] = ()
    interests: Sequence[Interest] = ()


def decider_of(desk: Desk, matter: Matter, given: schemas.NewDecision, at_sitting: Standing | None) -> Decider:
    """Whoever is signed in, with the authority they decide by. An urgent decision is taken between sittings."""
    viewer, urgent = desk.viewer, given.urgent is not None
    pence = matter.awarded(given)[1]
    authority = authority_of(desk.settings, viewer.role, given.kind, pence, urgent=urgent)
    if urgent or at_sitting is None:
        return Decider(viewer.role, viewer.reference, viewer.person, authority)
    there = at_sitting.sitting, at_sitting.sat, at_sitting.interests
    return Decider(viewer.role, viewer.reference, viewer.person, authority, *there)


def goes_up_from(desk: Desk, matter: Matter, given: schemas.NewDecision) -> str | None:
    """The role that an award goes up to; None where who is signed in may decide it.

    Raises NobodyMay where it lies above every limit.
    """
    pence, urgent = matter.awarded(given)[1], given.urgent is not None
    return goes_up(desk.settings, desk.viewer.role, given.kind, pence, urgent=urgent)


def check_decider(
    desk: Desk,
    matter: Matter,
    given: schemas.NewDecision,
    reading: CaseReading | None,
    at_sitting: Standing | None,
    complaints: Complaints,
) -> None:
    """Note why whoever is signed in cannot decide this now. reading: when they opened the case's page, if ever."""
    viewer = desk.viewer
    if viewer.person is None or viewer.role not in DECIDERS:
        complaints.add(
            "by",
            "a decision is a named person's, and this one would be nobody's",
            "a chair or a senior officer who is signed in",
            "Sign in as one",
        )
        return
    officer = viewer.role == "senior_officer"
    if given.kind == ORDER and not officer:
        complaints.add("kind", "an order is carried out by an officer", "a senior officer", "Leave it to one")
    if given.urgent is not None and not officer:
        wrong = "only a senior officer decides between sittings"
        complaints.add("urgent", wrong, "nothing here from anyone else", "Leave it to one, or decide at the sitting")
    if given.urgent is None and given.kind != ORDER:
        _check_sitting(desk, at_sitting, complaints)
    _check_limit(desk, matter, given, complaints)
    takes = matter.takes_something(given) is not False and not found_at(complaints, "amount")
    if given.attested and takes and not has_read(reading, matter.advice.created_at):
        wrong = "you have not opened this case since its advice was drawn up"
        complaints.add("attested", wrong, "a case that was read", "Open its page, read it, and decide there")


def _check_sitting(desk: Desk, at_sitting: Standing | None, complaints: Complaints) -> None:
    """A chair decides at a sitting that they chair; nobody decides at one without a quorum."""
    viewer, remedy = desk.viewer, "A senior officer may decide what cannot wait"
    if at_sitting is None:
        if viewer.role == "chair":
            wrong = "a chair decides at a sitting, and this case waits at none that is open"
            complaints.add("sitting", wrong, "an open sitting with this case on its agenda", remedy)
        return
    if at_sitting.missing:
        wrong = "the sitting cannot decide this now: " + " ".join(at_sitting.missing)
        complaints.add("sitting", wrong.rstrip("."), "a quorum for this case", remedy)
    chairs = [each.person for each in at_sitting.seated if each.seat in CHAIRS]
    if viewer.role == "chair" and viewer.person not in chairs:
        complaints.add("sitting", "you do not chair this sitting", "its chair or deputy", "Leave it to them")


def _check_limit(desk: Desk, matter: Matter, given: schemas.NewDecision, complaints: Complaints) -> None:
    try:
        goes_up_from(desk, matter, given)
    except NobodyMay:
        most = pounds_text(desk.settings.officer_limit * 100)
        wrong = "this is above what anybody in the scheme of delegation may decide"
        complaints.add("amount", wrong, f"at most {most} a year", "Refer it to whoever the scheme names")


def has_read(reading: CaseReading | None, since: dt.datetime) -> bool:
    """Whether they opened the case after a moment."""
    return reading is not None and reading.last_at >= since
