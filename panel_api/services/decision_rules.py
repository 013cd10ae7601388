"""What a decision must rest on to stand: what this case's law allows, its reason, its law, and what it takes away."""

import re
from typing import Final

from engine.amounts import day_words
from engine.law.bases import BASES
from engine.law.kinds import KINDS
from engine.law.reductions import check_reduction
from engine.problems import Complaints
from panel_api import schemas
from panel_api.services.decision_terms import check_terms
from panel_api.services.matter import Matter
from panel_api.services.reasons import MONEY, REASONS

FULL: Final = "a school's being full is no ground in law"
_FULL: Final = re.compile(
    r"\b(full|over ?subscribed|(at|over|above|beyond) (its |the )?(capacity|numbers?)|waiting list|"
    r"no (more |free |spare )?(places?|room|space|spaces|capacity|vacanc\w+))\b",
    re.IGNORECASE,
)
_EMPTY: Final = (
    "a all already and any are at because but by can cannot child class could for group has have in is it just no not "
    "now of one or pupil school so that the there they this to was we with year years"
)
_SAYS_NOTHING: Final = frozenset(re.findall(r"\w+", _EMPTY))
_LEAST_SAID: Final = 4
"""How many words a ground needs beside that a school is full."""


def check_decision(matter: Matter, given: schemas.NewDecision, complaints: Complaints) -> None:
    """Note everything about a decision that cannot stand, whoever takes it."""
    if not _check_kind(matter, given, complaints):
        return
    _check_grounds(matter, given, complaints)
    check_terms(matter, given, complaints)
    _check_what_it_takes(matter, given, complaints)


def only_full(words: str) -> bool:
    """Whether the words say little more than that a school is full."""
    said = _FULL.sub(" ", words)
    left = [word for word in re.findall(r"[a-z']+", said.lower()) if word not in _SAYS_NOTHING]
    return said != words and len(left) < _LEAST_SAID


def _check_kind(matter: Matter, given: schemas.NewDecision, complaints: Complaints) -> bool:
    """Whether the kind is one that law allows in this case now; a correction must name what it corrects."""
    standing = {each.id for each in matter.standing()}
    if given.corrects is not None and given.corrects not in standing:
        wrong = "this case has no such decision that still counts"
        expected = "the `id` of one of its decisions" if standing else "no `corrects`: nothing is decided yet"
        complaints.add("corrects", wrong, expected, "Correct it")
        return False
    allowed = matter.offered(given.corrects)
    if given.kind in allowed:
        return True
    basis = BASES[matter.case.legal_basis]
    if not basis.voted:
        wrong = "a tribunal's order is carried out, never voted on"
    elif standing and given.corrects is None and any(given.kind in matter.offered(each) for each in standing):
        wrong = "this was decided before: a later decision names the one that it corrects"
        complaints.add("corrects", wrong, "the `id` of the decision that it corrects", "Say which one it corrects")
        return False
    else:
        wrong = f"law allows no {given.kind} in this case now ({basis.words.lower()})"
    complaints.add("kind", wrong, f"one of {', '.join(allowed)}" if allowed else "nothing more", "Correct it")
    return False


def _check_grounds(matter: Matter, given: schemas.NewDecision, complaints: Complaints) -> None:
    codes = REASONS[given.kind]
    if given.reason not in codes:
        wrong = f'"{given.reason[:60]}" is no reason for {given.kind}'
        complaints.add("reason", wrong, "one of " + ", ".join(codes), "Correct it")
    elif given.reason in MONEY and not matter.money_counts():
        wrong = "money is no reason where law requires the support"
        complaints.add("reason", wrong, "another reason", "Correct it")
    laws = matter.laws(given.kind)
    if given.law is not None and given.law not in laws:
        wrong = f"this is not what {given.kind} rests on here"
        complaints.add("law", wrong, "one of " + "; or ".join(f'"{each}"' for each in laws), "Correct it")
    if given.kind == "refuse_to_name" and only_full(given.words):
        expected = "the ground in words, and why it stands for this child"
        complaints.add("words", FULL, expected, "Say what a named person concludes, and from what")


def _check_what_it_takes(matter: Matter, given: schemas.NewDecision, complaints: Complaints) -> None:
    """An award goes down only after the plan was amended; what takes something needs the decider's attestation."""
    amended = given.plan_amended_on
    if KINDS[given.kind].awards or given.kind == "not_agreed":
        proposed = matter.awarded(given)[1] if KINDS[given.kind].awards else 0
        found = Complaints()
        check_reduction(matter.has_plan, matter.present_pence, proposed, amended, matter.today, found)
        for each in found.problems:
            complaints.add("plan_amended_on", each.wrong, each.expected, each.remedy)
    elif amended is not None:
        wrong = "`plan_amended_on` goes with an award only"
        complaints.add("plan_amended_on", wrong, f"no such day: {given.kind} awards nothing", "Remove it")
    if amended is not None and amended > matter.today and not found_at(complaints, "plan_amended_on"):
        wrong = f"{day_words(amended)} is still to come"
        complaints.add("plan_amended_on", wrong, "a day up to today", "Correct it")
    if given.attested or found_at(complaints, "amount"):  # without an amount nobody can say what is taken
        return
    if matter.takes_something(given) is not False:
        wrong = "nothing is refused or taken from a family by someone who has not read the case"
        complaints.add("attested", wrong, "true, once the case was read", "Read the case, then say so")


def found_at(complaints: Complaints, where: str) -> bool:
    """Whether something is noted at this place already."""
    return any(each.where == where for each in complaints.problems)
