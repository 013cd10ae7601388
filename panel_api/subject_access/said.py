"""A kept value as a bundle gives it: as data that a machine reads, and in words."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from engine.amounts import day_words, money_words, spoken
from engine.facts import Fact
from engine.rulebook import Rulebook
from engine.values import pounds_text
from panel_api import roles, words
from panel_api.letters.kept import page_of
from panel_api.local_time import local
from panel_api.views.needs import answer_said

_CODE: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_ROLES: Final = {**{code: each.name for code, each in roles.ABOUT.items()}, "local": "Whoever runs the system"}
_CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "cases.stage": words.STAGES,
    "status": words.STATUSES,
    "legal_basis": words.LEGAL_BASES,
    "role": words.PARTY_ROLES,
    "who": words.VOICES,
    "by_role": _ROLES,
    "decisions.kind": words.DECISION_KINDS,
    "agenda_items.state": words.ITEM_STATES,
}
"""Codes with words of their own, by column, or by table and column."""


def outside(column: str, value: Any) -> Any:
    """A value as JSON holds it: days and moments in ISO form, money as pounds in a decimal string."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if "pence" in column and isinstance(value, int):
        return pounds_text(value)
    return value


def said(table: str, column: str, raw: Any, value: Any, book: Rulebook | None) -> tuple[str, ...]:
    """The same in words, a line each. raw: as the database has it; value: as it goes out, after what was taken out."""
    if isinstance(raw, dt.datetime):
        moment = local(raw)
        return (f"{day_words(moment.date())}, {moment:%H:%M}",)
    if isinstance(raw, dt.date):
        return (day_words(raw),)
    if isinstance(raw, bool):
        return ("Yes" if raw else "No",)
    if "pence" in column and isinstance(raw, int):
        return (money_words(raw, table=True),)
    if isinstance(value, dict | list):
        return tuple(_data(column, value, book))
    return tuple(line for line in _text(table, column, str(value)).splitlines() if line.strip())


def _text(table: str, column: str, text: str) -> str:
    told = _CODES.get(f"{table}.{column}") or _CODES.get(column) or {}
    if text in told:
        return told[text]
    return text.replace("_", " ") if _CODE.fullmatch(text) else text


def _data(column: str, value: Any, book: Rulebook | None) -> Iterator[str]:
    if column == "facts" and book is not None and isinstance(value, dict):
        for name, raw in value.items():
            fact = book.facts.get(name)
            yield _answer(fact, raw) if fact else _pair(name, raw)
    elif column == "sentences" and isinstance(value, list):
        yield from (each if isinstance(each, str) else _one_line(each) for each in value)
    else:
        yield from _flat(value, "")


def _answer(fact: Fact, raw: Any) -> str:
    return f"{fact.asks}{'' if fact.asks.endswith('?') else ':'} {answer_said(fact, raw)}"


def without_money(facts: Mapping[str, Any], book: Rulebook | None) -> dict[str, Any]:
    """Answers without those of what budgets hold: beside the open figures these would tell which partnership it is."""

    def of_money(name: str) -> bool:
        fact = book.facts.get(name) if book else None
        return "balance" in name if fact is None else fact.kind == "money"

    return {name: raw for name, raw in facts.items() if not of_money(name)}


def _pair(name: str, raw: Any) -> str:
    return f"{spoken(name)}: {_one_line(raw)}"


def _one_line(raw: Any) -> str:
    return "; ".join(_flat(raw, ""))


def _flat(value: Any, lead: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _flat(each, f"{lead}{', ' if lead else ''}{spoken(str(name))}")
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _flat(each, lead)
    elif value is not None and value != "":
        text = "yes" if value is True else "no" if value is False else str(value)
        yield f"{lead}: {text}" if lead else text


def prepared(table: str, column: str, raw: Any) -> Any:
    """What is told of a value that holds more than its reader is given: a report's sentences, a letter's words."""
    known = _PREPARED.get(f"{table}.{column}")
    return known(raw) if known else raw


def _report(raw: dict[str, Any]) -> list[str]:
    """What the rules found, asked and missed, in sentences."""
    parts = (raw.get(name) or [] for name in ("why", "asks", "missing"))
    found = [each.get("sentence", "") if isinstance(each, dict) else str(each) for part in parts for each in part]
    return [each for each in found if each]


def _letter(raw: dict[str, Any]) -> list[str]:
    return page_of(raw).words.splitlines() if raw else []


_PREPARED: Final[Mapping[str, Callable[[Any], Any]]] = {"assessments.report": _report, "letters.blocks": _letter}


def leaves(value: Any, change: Callable[[str], str]) -> Any:
    """The same value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: leaves(each, change) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [leaves(each, change) for each in value]
    return value
