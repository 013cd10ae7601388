"""The papers of an item as they were frozen beside the case as it is now, with what came between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.amounts import money_words
from engine.facts import Fact
from engine.rulebook import Rulebook
from panel_api import words
from panel_api.models import AgendaItem, Assessment, Case, CaseEvent
from panel_api.services.outlook import Outlook
from panel_api.views.case_money import pounds, pounds_said
from panel_api.views.needs import answer_said
from panel_api.views.record_money import account_name

NOTHING = "none"


@dataclass(frozen=True, slots=True)
class Since:
    """What came to hang on a case after its papers froze, each the earliest first."""

    assessments: Sequence[Assessment]
    events: Sequence[CaseEvent]


def papers_view(
    item: AgendaItem, case: Case, since: Since, book: Rulebook | None, outlook: Outlook | None = None
) -> dict[str, Any] | None:
    """Each figure as frozen and as now, and the entries between, in order; None where nothing is frozen.

    outlook: what the ledger says now.
    """
    papers = item.papers
    if papers is None or item.frozen_at is None:
        return None
    balances = _balance(papers, outlook)
    answers = _answers(papers, case, book, stated=not balances)
    told = [*_figures(papers, case), *balances, *answers]
    rows = [(name, was, now, was != now) for name, was, now in told]
    between = _between(since)
    return {
        "frozen_at": item.frozen_at,
        "rows": rows,
        "changed": any(changed for *_, changed in rows),
        "between": between,
    }


def _figures(papers: Mapping[str, Any], case: Case) -> list[tuple[str, str, str]]:
    def pair(name: str, was: str | None, now: str | None) -> tuple[str, str, str]:
        return name, was or NOTHING, now or NOTHING

    return [
        pair("Stage", words.said(words.STAGES, papers["stage"]), words.said(words.STAGES, case.stage)),
        pair("Advice", _status(papers["status"]), _status(case.status)),
        pair("Band", papers["band"], case.band),
        pair("A year", _pounds(papers["amount_pence"]), _pounds(case.amount_pence)),
    ]


def _balance(papers: Mapping[str, Any], outlook: Outlook | None) -> list[tuple[str, str, str]]:
    """What the account that would bear an award had uncommitted by the ledger, and has now."""
    was = papers.get("money")
    if was is None and (outlook is None or outlook.account is None):
        return []
    before = NOTHING if was is None else f"{pounds_said(was['uncommitted'])} ({account_name(was['account'])})"
    now = "Not told"
    if outlook is not None and outlook.account is not None:
        now = f"{pounds(outlook.uncommitted)} ({account_name(outlook.account.code)})"
    return [("Uncommitted", before, now)]


def _answers(
    papers: Mapping[str, Any], case: Case, book: Rulebook | None, *, stated: bool
) -> list[tuple[str, str, str]]:
    """Every answer that differs. stated: with what any budget was stated to hold, where the ledger does not say it."""
    found = []
    before, after = papers["facts"], case.facts
    order = list(book.facts) if book else []
    for name in sorted({*before, *after}, key=lambda name: (order.index(name) if name in order else len(order), name)):
        fact = book.facts.get(name) if book else None
        money = fact is not None and fact.kind == "money"
        if stated if money else before.get(name) != after.get(name):
            label = fact.asks if fact is not None else name.replace("_", " ").capitalize()
            found.append((label, _answer(fact, before.get(name)), _answer(fact, after.get(name))))
    return found


def _between(since: Since) -> list[dict[str, Any]]:
    """What happened in between, in order; an assessment with what it found, and nothing of what a sitting did."""
    found, assessed = [], iter(since.assessments)
    for event in since.events:
        row = next(assessed, None) if event.kind == "assessed" else None
        if event.kind != "sitting":
            found.append({"at": event.at, "words": event.words if row is None else _assessed(row)})
    return found


def _assessed(row: Assessment) -> str:
    said = f"Assessed again: {words.said(words.STATUSES, row.status).lower()}"
    band = f", band {row.band}" if row.band else ""
    return f"{said}{band}{f', {money_words(row.amount_pence)} a year' if row.amount_pence is not None else ''}."


def _answer(fact: Fact | None, raw: object) -> str:
    if raw is None:
        return "Not answered"
    return answer_said(fact, raw) if fact is not None else str(raw)


def _status(code: str | None) -> str | None:
    return None if code is None else words.said(words.STATUSES, code)


def _pounds(pence: int | None) -> str | None:
    return None if pence is None else money_words(pence)
