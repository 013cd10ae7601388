"""A what-if as a plain loop with the evaluator, case by case: what the columns must come to. And made rows to run."""

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from engine.assessing import assess
from engine.facts import canonical, from_canonical
from engine.law.bases import BASES
from engine.ledger.accounts import account_code
from engine.problems import Problem
from engine.rulebook import Rulebook
from engine.values import NONE, Value, outside, pounds_text
from engine.whatif.caseload import Row

Gives = tuple[str, str | None, int | None, str | None]


def gives(book: Rulebook, row: Row, day: dt.date) -> Gives:
    """Status, band, pence and account of one case by one text."""
    answers: dict[str, Value] = {}
    for name, raw in row.facts.items():
        value = from_canonical(book.facts[name], raw) if name in book.facts else None
        if value is None or isinstance(value, Problem):
            return "not_taken", None, None, None
        answers[name] = value
    found = assess(book, answers, day)
    if found.status != "settled":
        return found.status, None, None, None
    band, pence = None, None
    for number, (name, step) in enumerate(book.outcomes.items()):
        value, kind = found.outcome[name], step.node.type.kind
        if kind == "money":
            if pence is None and isinstance(value, int) and value >= 0:
                pence = value
        elif number == 0:
            band = str(outside(value, kind))[:32]
    if pence is None:
        return "settled", None, None, None
    evaluation = found.evaluation
    assert evaluation is not None
    truths = evaluation.rule_truths
    route = next((r.route for r in evaluation.in_force.ordered_rules if truths[r.id] and r.route), None)
    return "settled", band, pence, account(route, row)


def account(route: str | None, row: Row) -> str:
    statutory = BASES[row.legal_basis].statutory or row.facts.get("ehc_plan") is True
    setting, phase = str(row.facts.get("setting", "")), str(row.facts.get("phase", ""))
    try:
        return account_code(route, statutory=statutory, setting=setting, phase=phase, partnership=row.partnership)
    except LookupError:
        return "none"


def groups(rows: Iterable[Row], before: Rulebook, after: Rulebook, day: dt.date) -> dict[str, Any]:
    """Both groups as the document has them."""
    both = [(row, gives(before, row, day), gives(after, row, day)) for row in rows]
    return {name: _group([each for each in both if each[0].open == (name == "open")]) for name in ("open", "running")}


def _group(both: list[tuple[Row, Gives, Gives]]) -> dict[str, Any]:
    compared = [(was, will) for _, was, will in both if was[2] is not None and will[2] is not None]
    only_before = [was[2] for _, was, will in both if was[2] is not None and will[2] is None]
    only_after = [will[2] for _, was, will in both if was[2] is None and will[2] is not None]
    moves = [(will[2] or 0) - (was[2] or 0) for was, will in compared]
    before, after = sum(was[2] or 0 for was, _ in compared), sum(will[2] or 0 for _, will in compared)
    accounts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for was, will in compared:
        accounts[was[3] or ""][0] += was[2] or 0
        accounts[will[3] or ""][1] += will[2] or 0
    return {
        "cases": len(both),
        "compared": {
            "cases": len(compared),
            "before": pounds_text(before),
            "after": pounds_text(after),
            "difference": pounds_text(after - before),
        },
        "only_before": _amount(only_before),
        "only_after": _amount(only_after),
        "rising": _moving([each for each in moves if each > 0]),
        "falling": _moving([-each for each in moves if each < 0]),
        "accounts": [
            {"account": code, "before": pounds_text(was), "after": pounds_text(will)}
            for code, (was, will) in sorted(accounts.items())
            if was or will
        ],
        "bands": _flow(Counter((was[1] or "", will[1] or "") for was, will in compared)),
        "statuses": _flow(Counter((was[0], will[0]) for _, was, will in both)),
    }


def _amount(pence: Iterable[int | None]) -> dict[str, Any]:
    known = [each or 0 for each in pence]
    return {"cases": len(known), "pounds": pounds_text(sum(known))}


def _moving(moves: list[int]) -> dict[str, Any]:
    return {**_amount(moves), "largest": pounds_text(max(moves, default=0))}


def _flow(counted: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    pairs = sorted(counted.items(), key=lambda each: tuple((len(word), word) for word in each[0]))
    return [{"before": before, "after": after, "cases": cases} for (before, after), cases in pairs]


def row_of(case: int, book: Rulebook, answers: Mapping[str, Value], chance: random.Random, day: dt.date) -> Row:
    """A made row with these answers and everything else at random."""
    is_open = chance.random() < 0.3
    start = day - dt.timedelta(days=chance.randint(0, 700))
    return Row(
        case,
        book.name,
        is_open,
        chance.choice(["non_statutory", "annual_review"]),
        chance.choice([None, "Chalk Downs", "Vale"]),
        chance.choice([None, "123456", "123457", "123458"]),
        chance.choice([None, "ASD", "SEMH"]),
        {name: canonical(book.facts[name], value) for name, value in answers.items()},
        None if is_open else chance.choice([100_00, 4_680_00, 11_150_01, 999_99]),
        None if is_open else start,
        None if is_open or chance.random() < 0.5 else day + dt.timedelta(days=chance.randint(0, 900)),
        None if is_open or chance.random() < 0.2 else day + dt.timedelta(days=chance.randint(-30, 500)),
    )


def likely(book: Rulebook, chance: random.Random) -> dict[str, Value]:
    """Answers to the county's rulebook of a child whose request could settle, most of the time."""
    answers: dict[str, Value] = {}
    for name, fact in book.facts.items():
        if chance.random() < 0.01:
            continue
        if name in ("section_f", "section_f_cost", "present_award"):
            answers[name] = NONE
        elif fact.is_level:
            answers[name] = chance.choice([0, 0, 0, 0, 0, 1, 1, 2, 2, 3])
        elif name == "setting":
            answers[name] = chance.choice(["mainstream", "mainstream", "unit_or_resourced", "special", "early_years"])
        elif fact.type.kind == "choice":
            answers[name] = chance.choice(fact.type.options)
        elif fact.type.maybe_none and chance.random() < 0.3:
            answers[name] = NONE
        elif fact.type.kind == "yes_no":
            answers[name] = chance.random() < 0.5
        elif fact.type.kind == "date":
            answers[name] = dt.date(2026, 1, 1) + dt.timedelta(days=chance.randint(0, 200))
        elif name == "apdr_cycles":
            answers[name] = chance.randint(0, 4)
    return answers
