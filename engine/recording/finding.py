"""What a record is found by: worked out from its entry and its sealed values, and from nothing else that can change."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from engine.recording.compared import Compared, compared, is_pounds
from engine.rulebook import Rulebook
from engine.values import pence

NOTED: Final = "note"
"""Rules that only say something for the reader: they conclude nothing that a status, a route or an award rests on."""


@dataclass(frozen=True, slots=True)
class Finds:
    """What one record is found by, where it says so; None or empty where it does not, or once disposed of.

    kind: of a decision, otherwise of the entry. by: role and reference; the reference is empty once disposed of.
    rules: which rules applied, as `rulebook/rule`, in the rulebook's order.
    """

    at: dt.datetime
    kind: str
    by: tuple[str, str]
    varied: Compared = "not_compared"
    reason_code: str | None = None
    legal_basis: str | None = None
    case_reference: str | None = None
    sitting: str | None = None
    rulebook: str | None = None
    rulebook_sha256: str | None = None
    band: str | None = None
    advised_band: str | None = None
    pence: int | None = None
    advised_pence: int | None = None
    limit_pence: int | None = None
    urgent: bool = False
    account: str | None = None
    award: str | None = None
    corrects: int | None = None
    rules: tuple[str, ...] = ()


def found_by(entry: Mapping[str, Any], opened: Mapping[str, Any], book: Rulebook | None) -> Finds:
    """What a record of any format is found by.

    opened: its sealed values by path; without any, a decision was disposed of, and what would say something of a child
    stays out even where it stands in the record in clear. book: its rulebook, for its names and rules; None where its
    text cannot be read. Raises KeyError or ValueError for an entry that is no record's.
    """
    at, decision = dt.datetime.fromisoformat(entry["at"]), entry.get("decision")
    rulebook = entry.get("rulebook") or {}
    named: dict[str, Any] = {"case_reference": entry.get("case"), "rulebook": rulebook.get("name")}
    named["rulebook_sha256"] = rulebook.get("sha256")
    if not isinstance(decision, Mapping):
        return Finds(
            at, entry["kind"], _who(entry.get("by"), opened, "/by/who"), corrects=entry.get("corrects"), **named
        )
    budget = entry.get("budget") or {}
    kept = Finds(
        at,
        decision["kind"],
        _who(decision["by"], opened, "/decision/by/who"),
        compared(decision["kind"], opened),
        legal_basis=entry.get("legal_basis"),
        sitting=entry.get("sitting"),
        limit_pence=_pence(decision.get("limit")),
        urgent="urgent" in decision,
        account=budget.get("account"),
        corrects=decision.get("corrects"),
        **named,
    )
    return kept if not opened else _with_values(kept, entry, opened, book)


def _with_values(kept: Finds, entry: Mapping[str, Any], opened: Mapping[str, Any], book: Rulebook | None) -> Finds:
    band, amount = award_of(opened.get("/decision/outcome") or {}, book)
    advised_band, advised = award_of(opened.get("/advice/outcome") or {}, book)
    more: dict[str, Any] = {
        "reason_code": entry["decision"].get("reason"),
        "award": (entry.get("budget") or {}).get("award"),
        "band": band,
        "pence": amount,
        "advised_band": advised_band,
        "advised_pence": advised,
        "rules": rules_met(entry, opened, book),
    }
    return replace(kept, **more)


def award_of(outcome: Mapping[str, Any], book: Rulebook | None) -> tuple[str | None, int | None]:
    """The band and the pence of an outcome; by how they are written where its rulebook cannot be read."""
    if book is None:
        money = next((name for name in sorted(outcome) if is_pounds(outcome[name])), "amount")
        band = "band"
    else:
        first, step = next(iter(book.outcomes.items()))
        band = "band" if step.node.type.kind == "money" else first
        money = book.amount.name if book.amount is not None else "amount"
    value = outcome.get(band)
    amount = outcome.get(money, outcome.get("amount"))
    return None if value is None else str(value), _pence(amount)


def rules_met(entry: Mapping[str, Any], opened: Mapping[str, Any], book: Rulebook | None) -> tuple[str, ...]:
    """The rules that applied and counted, as `rulebook/rule`: those met, without the ones that only note something."""
    met = (opened.get("/working") or {}).get("rules", "")
    if book is None or not met:
        return ()
    rules = book.on(dt.date.fromisoformat(entry["as_of"])).ordered_rules
    pairs = zip(rules, met, strict=False)
    return tuple(f"{book.name}/{rule.id}" for rule, letter in pairs if letter == "1" and rule.then != NOTED)


def _who(by: object, opened: Mapping[str, Any], path: str) -> tuple[str, str]:
    """Role and reference: opened where it is sealed, and empty where it was disposed of."""
    given = by if isinstance(by, Mapping) else {}
    clear = str(given.get("who", ""))
    return str(given.get("role", "")), str(opened.get(path, "" if clear.startswith("~") else clear))


def _pence(pounds: Any) -> int | None:
    return pence(Decimal(pounds)) if is_pounds(pounds) else None
