"""Assess: apply the rulebook to a case's answers, have it confirmed, and keep what was found.

Assessing and both second opinions come before the writing transaction. Where they do not agree, or an
engine fails, there is no result and no row.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from typing import Any, Final, TypeVar

from sqlalchemy.orm import Session

from engine.assessing import Assessment, Opinions, OpinionsDiffer, assess, confirm
from engine.explaining.explain import explain
from engine.explaining.report import report
from engine.explaining.say import recommendation
from engine.opinions.network import NetworkFailed
from engine.problems import Refused
from engine.recording.canonical import SEMANTICS, assessed_from
from engine.rulebook import Rulebook
from engine.values import NONE, Answer, Value, outside
from panel_api import models, store
from panel_api.errors import Trouble
from panel_api.logging import log
from panel_api.models import Case
from panel_api.services.answers import kept, taken_out
from panel_api.services.cases import find_case, held_case, refuse_if_decided
from panel_api.services.clock import was_assessed
from panel_api.services.desk import Desk
from panel_api.services.in_force import turned
from panel_api.services.ledger_facts import ledger_answers
from panel_api.services.published import book_of

TRIES: Final = 3
Result = TypeVar("Result")


@dataclass(frozen=True)
class Found:
    """A confirmed assessment, and what of the case it rests on. ledger: of its answers, those the ledger gave."""

    reference: str
    facts: Mapping[str, object]
    assessment: Assessment
    opinions: Opinions
    report: Mapping[str, Any]
    ledger: Mapping[str, object] = field(default_factory=dict)


class Moved(Exception):  # noqa: N818
    """The case's answers, or the rulebook in force, changed while it was assessed."""


def assess_case(
    desk: Desk,
    reference: str,
    as_of: dt.date | None,
    within: Callable[[Callable[[Session], Result]], Result],
    then: Callable[[Session, Case, models.Assessment], Result],
) -> Result:
    """Assess a case and keep the assessment, again from the start if its answers or the rulebook change meanwhile.

    within: runs work in one writing transaction. then: makes the result of what was kept, inside it.
    """
    for _ in range(TRIES):
        found = find_out(desk, reference, as_of)

        def keep(session: Session, found: Found = found) -> Result:
            case, row = keep_assessment(session, desk, found)
            return then(session, case, row)

        try:
            return within(keep)
        except Moved:
            continue
    raise Trouble("conflict", "The case's answers or its rulebook kept changing while it was assessed. Try again.")


def find_out(desk: Desk, reference: str, as_of: dt.date | None = None) -> Found:
    """Assess a case as it stands and have it confirmed, with the balances as the ledger has them; nothing is written.

    as_of: the day whose rules apply; the day it was asked if None. Raises Trouble "not-found",
    "conflict", or "no-result".
    """
    with desk.database.reading() as session:
        case = find_case(session, desk, reference)
        refuse_if_decided(case)
        facts, day = dict(case.facts), as_of or case.asked_on
        book = book_of(desk, case.rulebook)
        try:
            answers = taken_out(book, facts)
        except Refused as error:
            says = "The rulebook has changed and takes some answers no more."
            raise Trouble("conflict", says, error.problems) from None
        ledger = ledger_answers(session, desk, book, case, answers, day)
    found = confirmed(desk, book, {**answers, **ledger}, day)
    return Found(reference, facts, *found, kept(book, ledger))


def confirmed(
    desk: Desk, book: Rulebook, answers: Mapping[str, Value], day: dt.date
) -> tuple[Assessment, Opinions, dict[str, Any]]:
    """An assessment that both second opinions agree with, and its report as it is kept.

    Raises Trouble "no-result".
    """
    assessment = assess(book, answers, day)
    try:
        opinions = confirm(assessment, desk.network)
    except OpinionsDiffer as error:
        log().error("opinions_differ", rulebook=book.name, differences=list(error.differences))
        raise Trouble("no-result", "Second opinions differ, so there is no result. Nothing was kept.") from None
    except NetworkFailed as error:
        log().error("engine_failed", rulebook=book.name, engine="network", says=str(error))
        says = "A second opinion could not be had, so there is no result. Nothing was kept; try again."
        raise Trouble("no-result", says, headers={"Retry-After": "2"}) from None
    return assessment, opinions, kept_report(assessment, opinions)


def keep_assessment(session: Session, desk: Desk, found: Found) -> tuple[Case, models.Assessment]:
    """Keep what was found; the case stands at "assessed". Raises Moved if its answers have changed."""
    case = held_case(session, desk, found.reference)
    refuse_if_decided(case)
    book = found.assessment.rulebook
    if case.facts != found.facts or case.rulebook != book.name or turned(session, desk, book.name, book.sha256):
        raise Moved
    at = desk.clock()
    store.keep_rulebook(session, book.name, book.text, book.vocabulary_text, at)
    case.stage, changed = "assessed", case.updated_at
    said = _with_ledger(case, found.ledger)
    row = store.add_assessment(session, case, assessed_from(found.assessment), at, **kept_fields(found))
    was_assessed(session, desk, case, row, changed)
    if said:
        store.add_event(session, desk.viewer, case, "balance", said, at)
    store.add_step(session, desk.viewer, case, "assessed", at)
    return case, row


def _with_ledger(case: Case, ledger: Mapping[str, object]) -> str:
    """The balances the ledger gave stand as the case's own answers from now on; what its history says of that."""
    new = {name: answer for name, answer in ledger.items() if case.facts.get(name) != answer}
    if not new:
        return ""
    stated = any(name in case.facts for name in new)
    case.facts = {**case.facts, **new}
    return "The balance in its answers is the ledger's as of now" + (
        ", in place of what stood there." if stated else "."
    )


def kept_fields(found: Found) -> dict[str, Any]:
    """What is kept beside the assessment itself, as `store.new_assessment` takes it."""
    band, pence = headline(found.assessment)
    engines = {"versions": versions(), "compared": list(found.opinions.compared)}
    return {"band": band, "amount_pence": pence, "report": found.report, "engines": engines}


def kept_report(assessment: Assessment, opinions: Opinions) -> dict[str, Any]:
    """The report as it is kept: without `changes` and `trace`, and with the advice in a sentence or two."""
    explanation = explain(assessment)
    return {"advice": recommendation(assessment, explanation), **report(assessment, explanation, opinions, brief=True)}


def headline(assessment: Assessment) -> tuple[str | None, int | None]:
    """The band and the amount in pence, for lists and forms: only of a settled case."""
    if assessment.status != "settled":
        return None, None
    return _headline(assessment.rulebook, assessment.outcome)


def _headline(book: Rulebook, outcome: Mapping[str, Answer]) -> tuple[str | None, int | None]:
    band: str | None = None
    amount: int | None = None
    for number, (name, step) in enumerate(book.outcomes.items()):
        value, kind = outcome[name], step.node.type.kind
        if value is None or value == NONE:
            continue
        if kind == "money" and amount is None and isinstance(value, int) and value >= 0:
            amount = value
        elif number == 0:
            band = str(outside(value, kind))[:32]
    return band, amount


@cache
def versions() -> dict[str, str]:
    """What took part: each engine's version."""
    return {"durable-rules": version("durable-rules"), "evenhand": version("evenhand"), "semantics": SEMANTICS}
