"""Recommend: the advice a panel is given, in the sentences it will read, drawn from the latest assessment."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.rulebook import Rulebook
from panel_api import models, store
from panel_api.errors import conflict
from panel_api.models import Case, Recommendation
from panel_api.services.cases import held_case, refuse_if_decided
from panel_api.services.desk import Desk
from panel_api.services.in_force import refuse_if_turned
from panel_api.services.local import look_if_sought
from panel_api.services.published import book_of


def recommend(session: Session, desk: Desk, reference: str) -> tuple[Case, Recommendation]:
    """Keep the advice that follows from the latest assessment; the case stands at "recommended".

    Where a place is sought, what is local is looked for at once; what stands in the way of that stops no advice.

    Raises Trouble "conflict" where there is no assessment of the answers as they are now by the text in force.
    """
    case = held_case(session, desk, reference)
    refuse_if_decided(case)
    assessment = current_assessment(session, desk, case)
    case.stage = "recommended"
    fields, at = advice_on(book_of(desk, case.rulebook), assessment), desk.clock()
    advice = store.add_recommendation(session, case, assessment, at, **fields)
    store.add_step(session, desk.viewer, case, "recommended", at)
    look_if_sought(session, desk, case)
    return case, advice


def advice_on(book: Rulebook, assessment: models.Assessment) -> dict[str, Any]:
    """What the advice on an assessment says, as `store.add_recommendation` takes it."""
    return {
        "band": assessment.band,
        "amount_pence": assessment.amount_pence,
        "outcome": assessment.outcome if assessment.status == "settled" else {},
        "sentences": sentences(assessment.report),
        "route": _route(book, assessment),
        "by_role": "engine",
    }


def current_assessment(session: Session, desk: Desk, case: Case) -> models.Assessment:
    """The latest assessment, if it is of the answers as they are now and by the text in force. Raises "conflict"."""
    latest = store.latest_assessment(session, desk.viewer, case)
    if latest is None:
        raise conflict("This case has not been assessed yet", "Assess it first")
    if not is_current(case, latest):
        raise conflict("Its answers have changed since it was assessed", "Assess it again first")
    refuse_if_turned(session, desk, case.rulebook, latest.rulebook_sha256)
    return latest


def is_current(case: Case, assessment: models.Assessment) -> bool:
    """Whether an assessment is of the case's answers as they are now."""
    return dict(case.facts) == dict(assessment.facts)


def _route(book: Rulebook, assessment: models.Assessment) -> str | None:
    """The account the rulebook names. None where it is unknown, or the rulebook has changed since."""
    if book.sha256 != assessment.rulebook_sha256 or not assessment.rules:
        return None
    rules = zip(book.on(assessment.as_of).ordered_rules, assessment.rules, strict=True)
    return next((rule.route for rule, letter in rules if letter == "1" and rule.route), None)


def sentences(report: Mapping[str, Any]) -> list[str]:
    """The sentences of a report that make up the advice."""
    return [str(report["advice"]), *(str(each["sentence"]) for each in report["why"])]
