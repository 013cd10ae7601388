"""Naming a school, or refusing to: what the school's own law asks, that it was consulted, and that it offers a place.

Nothing here concludes a ground. It refuses one that is not of the law that asks, or that rests on nothing but numbers.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.asking import GROUNDS, S9, S39, Question
from engine.problems import Complaints
from panel_api import schemas, store
from panel_api.models import Consultation, Provision, SchoolAsked
from panel_api.services.asked_for import latest_said, question_of
from panel_api.services.decision_rules import FULL, only_full
from panel_api.services.desk import Desk
from panel_api.services.find_place import place_called
from panel_api.services.matter import Matter
from panel_api.store import provision

NAMING: Final = ("name_school", "refuse_to_name")


@dataclass(frozen=True, slots=True)
class _Named:
    """A school of the directory that a decision is about. offer: of a place, as the case has it."""

    place: Provision
    offer: str
    question: Question


def with_school(
    session: Session, desk: Desk, given: schemas.NewDecision
) -> tuple[schemas.NewDecision, Provision | None]:
    """The decision with the school's name and code, where the directory has it, and which that is.

    Of the two one is enough; a code may be written where the name is asked for.
    """
    if given.kind not in NAMING:
        return given, None
    if given.school_code is not None:
        place = provision.provision_by_code(session, desk.viewer, given.school_code)
    else:
        place = place_called(session, desk, given.school) if given.school else None
    by_name = given.school_code is None or given.school is None
    if place is None or not by_name:
        return given, place
    return given.model_copy(update={"school": place.name, "school_code": place.code}), place


def with_law(matter: Matter, given: schemas.NewDecision, place: Provision | None) -> schemas.NewDecision:
    """A refusal with the law that its ground is of, where the directory tells and nobody narrowed it further."""
    ground = GROUNDS.get(given.reason) if given.kind == "refuse_to_name" and place and given.law is None else None
    laws = [each for each in matter.laws(given.kind)[1:] if ground is not None and each.startswith(ground.law)]
    return given.model_copy(update={"law": laws[0]}) if laws else given


def check_naming(
    session: Session,
    desk: Desk,
    matter: Matter,
    given: schemas.NewDecision,
    place: Provision | None,
    complaints: Complaints,
) -> None:
    """Note what a decision to name a school, or not to, cannot rest on. place: as `with_school` found it."""
    if given.kind not in NAMING or given.kind not in matter.offered(given.corrects):
        return
    viewer, case = desk.viewer, matter.case
    named = None
    if place is not None and _is_meant(given, place, complaints):
        asked = store.hanging_on(session, viewer, SchoolAsked, case)
        offers = [each.offer for each in asked if each.provision_id == place.id and each.withdrawn_on is None]
        offer = offers[-1] if offers else "not_asked"
        named = _Named(place, offer, question_of(place, True, offer))
        _check_place(named, given, complaints)
    elif given.school_code is not None and place is None:
        wrong = "the directory has nothing with this code"
        complaints.add("school_code", wrong, "the code of a school in the directory", "Correct it, or leave it out")
    if given.kind == "refuse_to_name":
        _check_rests(given, complaints)
        code = named.place.code if named else given.school_code
        consulted = store.hanging_on(session, viewer, Consultation, case)
        _check_consulted(latest_said(consulted, code, given.school or ""), given, complaints)
        if named is not None:
            _check_ground(named, given, complaints)


def _is_meant(given: schemas.NewDecision, place: Provision, complaints: Complaints) -> bool:
    """Whether the name that was written is that of the code."""
    if (given.school or "").casefold() == place.name.casefold():
        return True
    wrong = f"this is another name than that of {place.code}, which is {place.name}"
    complaints.add("school", wrong, "one school", "Leave the name out, or correct the code")
    return False


def _check_place(named: _Named, given: schemas.NewDecision, complaints: Complaints) -> None:
    """What stands against naming or refusing this place at all."""
    place, question = named.place, named.question
    if place.state == "closed":
        on = f" on {day_words(place.closed_on)}" if place.closed_on else ""
        complaints.add("school_code", f"it closed{on}", "a school that is open", "Choose another")
    elif question.code == "service":
        complaints.add("school_code", "a service is not named in a plan", "a school or college", "Choose another")
    elif question.find and not (given.kind == "name_school" and named.offer == "offered"):
        wrong = f"which law asks of it depends on {question.find}, and that is not known"
        complaints.add("school_code", wrong, "that fact in the directory", "Find it out, and keep it there first")
    elif given.kind == "name_school" and question.code == "wishes" and named.offer != "offered":
        wrong = "it is not of the kinds that must admit a child, and no offer of a place is on record"
        complaints.add(
            "school_code", wrong, f"its own offer ({S9})", "Ask it, and keep its offer with what is asked for"
        )


def _check_ground(named: _Named, given: schemas.NewDecision, complaints: Complaints) -> None:
    """The ground must be of the law that asks of this school, and so must the law that is named."""
    question, ground = named.question, GROUNDS.get(given.reason)
    if question.grounds and ground is not None and ground.code not in question.grounds:
        wrong = f"this is a ground of the {ground.law}, and of this school the {question.law} asks"
        if ground.law in question.law:
            wrong = "it has offered a place" if named.offer == "offered" else "nobody has asked it for a place yet"
        complaints.add("reason", wrong, "one of " + ", ".join(question.grounds), "Choose the ground you conclude")
    other = S39 if question.code == "wishes" else S9
    if question.grounds and given.law is not None and given.law.startswith(other):
        complaints.add("law", f"of this school the {question.law} asks", "that law", "Correct it, or leave it out")


def _check_rests(given: schemas.NewDecision, complaints: Complaints) -> None:
    """Evidence and steps must say more than that it is full; what the words must say is looked at with every reason."""
    for name, expected in (
        ("evidence", "which reports, visits or figures it rests on"),
        ("steps", "which steps were considered, and why each would not be enough"),
    ):
        text = getattr(given, name)
        if text is not None and only_full(text):
            complaints.add(name, FULL, expected, "Say it in words of your own")


def _check_consulted(row: Consultation | None, given: schemas.NewDecision, complaints: Complaints) -> None:
    """A school is consulted before anything is concluded of it (Children and Families Act 2014 s.39(2); check)."""
    if row is None and given.unconsulted is None:
        wrong = "no consultation of this school is on record"
        remedy = "Consult it first, or write why it was not"
        complaints.add("unconsulted", wrong, "a consultation, or why there was none", remedy)
    if row is not None and given.unconsulted is not None:
        wrong = f"it was consulted on {day_words(row.sent_on)}"
        complaints.add("unconsulted", wrong, "nothing: this is for a school that was not", "Leave it out")
