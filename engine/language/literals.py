"""Amounts, numbers, days and names as a policy officer writes them: the writing gives the type."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from engine.facts import number_from_text
from engine.language.source_text import Text
from engine.problems import Complaints, cut
from engine.rulebook import REFER, Result
from engine.values import DATE, MONEY, NONE, NUMBER, PERCENT, WHOLE, YES_NO, Type, Value, pence

_NAME = re.compile(r"[^\s£%].{0,79}")


def read_literal(text: Text, complaints: Complaints) -> tuple[Value, Type] | None:
    """`£1,240` money, `25%` percent, `16` whole, `1.5` number, a day, yes/no, else a name."""
    found = _literal(text)
    if found is None:
        complaints.add(
            text.at,
            f"`{cut(text.text)}` is not a value",
            "£1,240 or £1240.50, 25%, 16, 1.5, 2026-04-01, yes, no or a name",
            "Correct it; inside { } write £1240 without the comma",
        )
    return found


def _literal(text: Text) -> tuple[Value, Type] | None:
    raw = text.text.strip()
    sign, bare = ("-", raw[1:]) if raw.startswith("-") else ("", raw)
    if bare.startswith("£"):
        number = number_from_text(sign + bare[1:])
        if number is None or Decimal(number) * 100 % 1:
            return None
        return pence(Decimal(number)), MONEY
    if raw.endswith("%"):
        number = number_from_text(raw[:-1])
        return None if number is None else (Decimal(number), PERCENT)
    if text.quoted:
        return _name(raw)
    if raw in ("yes", "no"):
        return raw == "yes", YES_NO
    number = number_from_text(raw)
    if number is not None:
        return (number, WHOLE) if isinstance(number, int) else (number, NUMBER)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
        try:
            return dt.date.fromisoformat(raw), DATE
        except ValueError:
            return None
    return _name(raw)


def _name(raw: str) -> tuple[Value, Type] | None:
    if not _NAME.fullmatch(raw) or raw in (NONE, "refer", "*"):
        return None
    return raw, Type("choice", options=(raw,))


def read_result(text: Text, complaints: Complaints) -> tuple[Result, Type | None] | None:
    """A literal, or `refer`, as a ladder or table gives it."""
    if text.text.strip() == "refer":
        return REFER, None
    return read_literal(text, complaints)


def one_type(types: Sequence[Type], text: Text, complaints: Complaints, what: str) -> Type | None:
    """The common type of all results or keys (whole and number mix), or None with a complaint."""
    kinds = {each.kind for each in types}
    if not types:
        complaints.add(text.at, f"{what} gives nothing but refer", "at least one result", "Write the results")
        return None
    if kinds <= {"whole", "number"}:
        return NUMBER if "number" in kinds else WHOLE
    if len(kinds) > 1:
        named = " and ".join(sorted(str(each) for each in set(types) if each.kind in kinds))
        hint = "Write every amount with its £" if "money" in kinds else "Write them all alike"
        complaints.add(text.at, f"{what} mixes {named[:80]}", "values of one kind", hint)
        return None
    if kinds == {"choice"}:
        return Type("choice", options=tuple(dict.fromkeys(o for each in types for o in each.options)))
    return types[0]
