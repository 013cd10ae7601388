"""Decide: what a person decided, why, under what law and authority, sealed in the same transaction."""

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from engine.chain import Link
from engine.problems import Complaints
from engine.records import Advice, DecisionEntry, Interest, Person, decision_entry
from engine.records import Decision as SealedDecision
from engine.rulebook import Rulebook
from engine.sealing import Sealed
from engine.values import pounds_text
from panel_api import schemas, store
from panel_api.errors import conflict
from panel_api.models import Assessment, Case, Decision, Recommendation
from panel_api.services.answers import refuse_if_any
from panel_api.services.cases import held_case
from panel_api.services.desk import Desk
from panel_api.services.published import book_of
from panel_api.services.reasons import MONEY, REASONS
from panel_api.services.recommend import current_assessment

STAGES = {
    "agree": "decided",
    "agree_another_band": "decided",
    "not_agreed": "decided",
    "defer_for_information": "deferred",
    "refer": "referred",
}


def decide(
    session: Session, desk: Desk, reference: str, version: int, given: schemas.NewDecision
) -> tuple[Case, Decision, Link]:
    """Keep a decision on the advice a case stands at, and seal it as the transaction's last step.

    version: of the case the person saw. Raises Trouble "stale", "not-found", "conflict", or
    "bad-input" with every problem.
    """
    case = held_case(session, desk, reference, version)
    if case.stage != "recommended":
        raise conflict(
            f"This case stands at `{case.stage}`, with no advice that waits for a decision", "Recommend first"
        )
    assessment = current_assessment(session, desk, case)
    advice = store.latest_recommendation(session, desk.viewer, case)
    if advice is None or advice.assessment_id != assessment.id:
        raise conflict("The advice is not of the latest assessment", "Recommend again first")
    decision, seal = draw_up(book_of(desk, case.rulebook), case, assessment, advice, given)
    decision.assessment_id, decision.recommendation_id = assessment.id, advice.id
    at = desk.clock()
    case.stage = STAGES[given.kind]
    store.add_decision(session, case, decision, at)
    return case, decision, store.append_record(session, seal(at), case_id=case.id, decision_id=decision.id)


def draw_up(
    book: Rulebook, case: Case, assessment: Assessment, advice: Recommendation, given: schemas.NewDecision
) -> tuple[Decision, Callable[[dt.datetime], Sealed]]:
    """A decision's row, not kept yet, and what seals it at a time. Raises Trouble where it cannot stand."""
    if given.kind == "agree" and assessment.status != "settled":
        raise conflict(
            f"The assessment is {assessment.status}: there is no band or amount to agree as recommended",
            "Decide a band with agree_another_band, refer it, or defer it",
        )
    outcome = _outcome(book, case, advice, given)
    decision = Decision(
        kind=given.kind,
        reason_code=given.reason,
        words=given.words,
        law=given.law,
        authority=given.authority,
        by_role=given.by.role,
        by_reference=given.by.reference,
        band=_band(advice, given),
        amount_pence=advice.amount_pence if given.kind == "agree" else given.amount,
    )

    def seal(at: dt.datetime) -> Sealed:
        return decision_entry(
            DecisionEntry(
                at=at,
                case=case.reference,
                legal_basis=case.legal_basis,
                assessed=store.assessed_of(assessment),
                sentences=advice.sentences,
                engines=assessment.engines["versions"],
                compared=assessment.engines["compared"],
                advice=Advice(advice.outcome, advice.by_role),
                decision=SealedDecision(
                    given.kind, given.reason, given.words, given.law, given.authority, _person(given.by), outcome
                ),
                sat=[_person(each) for each in given.sat],
                interests=[Interest(_person(each), each.words) for each in given.interests],
            )
        )

    return decision, seal


def check_decision(
    book: Rulebook, legal_basis: str, advice: Recommendation | None, given: schemas.NewDecision, complaints: Complaints
) -> None:
    """Note everything about a decision that cannot stand."""
    codes = REASONS[given.kind]
    if given.reason not in codes:
        wrong = f'"{given.reason[:60]}" is no reason for {given.kind}'
        complaints.add("reason", wrong, "one of " + ", ".join(codes), "Correct it")
    statutory = legal_basis != "non_statutory"
    if statutory and given.law is None:
        wrong = f"a decision on {legal_basis} rests on law, and none is named"
        complaints.add("law", wrong, 'the provision, such as "Children and Families Act 2014 s.42"', "Add it")
    if statutory and given.reason == MONEY:
        complaints.add("reason", "money is no reason where law requires the support", "another reason", "Correct it")
    if legal_basis == "tribunal_order" and given.kind not in ("defer_for_information", "refer"):
        wrong = "a tribunal's order is carried out, never voted on"
        complaints.add("kind", wrong, "refer, to the officer who carries it out", "Correct it")
    left = {each.reference for each in given.interests}
    for number, person in enumerate(given.sat):
        if person.reference in left:
            wrong = "this person declared an interest and leaves for the case"
            complaints.add(f"sat[{number}]", wrong, "people without an interest in it", "Remove it")
    if given.by.reference in left:
        wrong = "this person declared an interest and cannot decide"
        complaints.add("by", wrong, "someone without an interest in it", "Let another person decide")
    _check_band(book, advice, given, complaints)


def _check_band(
    book: Rulebook, advice: Recommendation | None, given: schemas.NewDecision, complaints: Complaints
) -> None:
    if given.kind != "agree_another_band":
        for name, value in (("band", given.band), ("amount", given.amount)):
            if value is not None:
                wrong = f"`{name}` goes with agree_another_band only"
                complaints.add(name, wrong, f"no {name}: {given.kind} does not set one", "Remove it")
        return
    kind = next(iter(book.outcomes.values())).node.type
    if kind.kind in ("whole", "number"):
        fits, expected = isinstance(given.band, int), "a whole number"
    else:
        fits = isinstance(given.band, str) and (not kind.options or given.band in kind.options)
        expected = "one of " + ", ".join(f'"{each}"' for each in kind.options) if kind.options else "a name"
    if not fits:
        complaints.add("band", "no band that this rulebook has is given", expected, "Say which band is agreed")
    if given.amount is None and _amount_name(book) is not None:
        complaints.add("amount", "`amount` is missing", 'pounds in quotes such as "4100.00"', "Say what is agreed")
    same_band = advice is not None and advice.band == str(given.band)
    if fits and same_band and advice is not None and given.amount == advice.amount_pence:
        complaints.add("band", "this is what was recommended", "another band or amount", "Use agree")


def _outcome(book: Rulebook, case: Case, advice: Recommendation, given: schemas.NewDecision) -> Mapping[str, object]:
    """What was decided, by the rulebook's own names; nothing for a decision that sets nothing."""
    complaints = Complaints()
    check_decision(book, case.legal_basis, advice, given, complaints)
    refuse_if_any(complaints)
    if given.kind == "agree":
        return dict(advice.outcome)
    if given.kind != "agree_another_band":
        return {}
    amount = _amount_name(book)
    decided: dict[str, object] = {next(iter(book.outcomes)): given.band}
    if amount is not None and given.amount is not None:
        decided[amount] = pounds_text(given.amount)
    return decided


def _amount_name(book: Rulebook) -> str | None:
    return next((name for name, step in book.outcomes.items() if step.node.type.kind == "money"), None)


def _band(advice: Recommendation, given: schemas.NewDecision) -> str | None:
    if given.kind == "agree":
        return advice.band
    return None if given.band is None else str(given.band)[:32]


def _person(given: schemas.Someone) -> Person:
    return Person(given.role, given.reference)
