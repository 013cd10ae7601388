"""What a decision must have to stand: its reason, its law, its people, and a band the rulebook has."""

import datetime as dt

from engine.problems import Complaints
from engine.remaining.spreads import spreads_of
from engine.rulebook import Rulebook
from engine.values import Kind, outside
from panel_api import schemas
from panel_api.models import Case, Recommendation
from panel_api.services.reasons import MONEY, REASONS

MOST_NAMED = 30


def check_decision(
    book: Rulebook,
    day: dt.date,
    case: Case,
    advice: Recommendation,
    given: schemas.NewDecision,
    complaints: Complaints,
) -> None:
    """Note everything about a decision that cannot stand. day: whose rules were applied."""
    _check_grounds(case, given, complaints)
    _check_people(given, complaints)
    if given.kind == "agree_another_band":
        _check_band(book, day, advice, given, complaints)
        return
    for name, value in (("band", given.band), ("amount", given.amount)):
        if value is not None:
            wrong = f"`{name}` goes with agree_another_band only"
            complaints.add(name, wrong, f"no {name}: {given.kind} does not set one", "Remove it")


def band_name(book: Rulebook) -> str | None:
    """The outcome that is the band; None in a rulebook that goes straight to money."""
    name, step = next(iter(book.outcomes.items()))
    return None if step.node.type.kind == "money" else name


def amount_name(book: Rulebook) -> str | None:
    """The outcome that is the amount; None in a rulebook that gives none."""
    return next((name for name, step in book.outcomes.items() if step.node.type.kind == "money"), None)


def _check_grounds(case: Case, given: schemas.NewDecision, complaints: Complaints) -> None:
    codes = REASONS[given.kind]
    if given.reason not in codes:
        wrong = f'"{given.reason[:60]}" is no reason for {given.kind}'
        complaints.add("reason", wrong, "one of " + ", ".join(codes), "Correct it")
    statutory = case.legal_basis != "non_statutory"
    if statutory and given.law is None:
        wrong = f"a decision on {case.legal_basis} rests on law, and none is named"
        complaints.add("law", wrong, 'the provision, such as "Children and Families Act 2014 s.42"', "Add it")
    if given.reason in MONEY and (statutory or case.facts.get("ehc_plan") is True):
        wrong = "money is no reason where law requires the support"
        complaints.add("reason", wrong, "another reason", "Correct it")
    if case.legal_basis == "tribunal_order" and given.kind not in ("defer_for_information", "refer"):
        wrong = "a tribunal's order is carried out, never voted on"
        complaints.add("kind", wrong, "refer, to the officer who carries it out", "Correct it")


def _check_people(given: schemas.NewDecision, complaints: Complaints) -> None:
    left = {each.reference for each in given.interests}
    for number, person in enumerate(given.sat):
        if person.reference in left:
            wrong = "this person declared an interest and leaves for the case"
            complaints.add(f"sat[{number}]", wrong, "people without an interest in it", "Remove it")
    if given.by.reference in left:
        wrong = "this person declared an interest and cannot decide"
        complaints.add("by", wrong, "someone without an interest in it", "Let another person decide")


def _check_band(
    book: Rulebook, day: dt.date, advice: Recommendation, given: schemas.NewDecision, complaints: Complaints
) -> None:
    name = band_name(book)
    if name is None:
        if given.band is not None:
            complaints.add("band", "this rulebook has no bands", "an amount alone", "Remove it")
    else:
        _check_named(book, day, name, given, complaints)
    if given.amount is None and amount_name(book) is not None:
        complaints.add("amount", "`amount` is missing", 'pounds in quotes such as "4100.00"', "Say what is agreed")
    band = None if given.band is None else str(given.band)
    if advice.outcome and (advice.band, advice.amount_pence) == (band, given.amount):
        complaints.add("band", "this is what was recommended", "another band or amount", "Use agree")


def _check_named(book: Rulebook, day: dt.date, name: str, given: schemas.NewDecision, complaints: Complaints) -> None:
    """The band must be one that can come out for somebody under this rulebook."""
    kind = book.outcomes[name].node.type.kind
    right_type = isinstance(given.band, int) if kind in ("whole", "number") else isinstance(given.band, str)
    known = spreads_of(book.on(day), {}, day).outcome[name] if book.in_force.holds(day) else None
    if given.band is None or not right_type or (known is not None and not known.holds(given.band)):
        only = known.only if known is not None else None
        expected = "one of " + _listed(only, kind) if only and len(only) <= MOST_NAMED else f"a {kind} it can give"
        complaints.add("band", "no band that this rulebook has is given", expected, "Say which band is agreed")


def _listed(only: tuple[object, ...], kind: Kind) -> str:
    shown = [outside(each, kind) for each in only]  # type: ignore[arg-type]
    return ", ".join(f'"{each}"' if isinstance(each, str) else str(each) for each in shown)
