"""The target of a calibration as it is typed, on a page or on a command line, read into whole numbers."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from engine.calibrating.ladders import steps_of
from engine.calibrating.landing import CannotCalibrate, shape_of
from engine.calibrating.tables import cells_of
from engine.calibrating.target import WHOLE, Key, Target
from engine.problems import Complaints, cut
from engine.rulebook import Ladder, Rulebook, Table
from panel_api.services.answers import refuse_if_any
from panel_api.typed import pounds_typed, whole_pence

_BOUND: Final = re.compile(r"(.+?)\s*:\s*(\S+)\s+to\s+(\S+)")
_MOST_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class TargetTyped:
    """A target in words. fixed, orders, bounds: one a line.

    within: a percent such as 0.1%, or pounds. total: pounds; empty for what is paid by the text in force.
    """

    value: str
    step: str = "£10"
    within: str = "0.1%"
    total: str = ""
    school_fall: str = ""
    award_fall: str = ""
    rising: bool = True
    fixed: str = ""
    orders: str = ""
    bounds: str = ""


def values_of(book: Rulebook, day: dt.date) -> list[str]:
    """The values of a rulebook that might be calibrated on a day: tables of amounts and ladders, in order of text."""
    found = []
    for name in book.on(day).values if book.in_force.holds(day) else ():
        try:
            shape_of(book, name, day)
        except CannotCalibrate:
            continue
        found.append(name)
    return found


def target_of(typed: TargetTyped, book: Rulebook, day: dt.date) -> Target:
    """The target. Raises Trouble "bad-input" naming each field that cannot be read."""
    complaints = Complaints()
    try:
        shape = shape_of(book, typed.value, day)
    except CannotCalibrate as cannot:
        listed = ", ".join(values_of(book, day)) or "a table of amounts or a ladder"
        complaints.add("value", str(cannot), listed, "Choose one")
        refuse_if_any(complaints)
        raise
    table = isinstance(shape, Table)
    keys = _keys(shape)
    within, within_pence = _tolerance(typed.within, complaints)
    target = Target(
        _size("step", typed.step, complaints, table=table) or 1,
        total=_pounds("total", typed.total, complaints) if typed.total.strip() else None,
        within=within,
        within_pence=within_pence,
        school_fall=_percent("school_fall", typed.school_fall, complaints),
        award_fall=_percent("award_fall", typed.award_fall, complaints),
        rising=typed.rising,
        orders=tuple(_order(line, keys, complaints) for line in _lines(typed.orders)),
        fixed=frozenset(key for line in _lines(typed.fixed) for key in _matched("fixed", line, keys, complaints)),
        bounds=dict(bound for line in _lines(typed.bounds) for bound in _bound(line, keys, complaints, table=table)),
    )
    refuse_if_any(complaints)
    return target


def percent_words(basis_points: int) -> str:
    """10 as `0.1%`, 200 as `2%`."""
    return f"{(Decimal(basis_points) / 100).normalize():f}%"


def _keys(shape: Table | Ladder) -> list[Key]:
    if isinstance(shape, Table):
        return list(cells_of(shape).keys.values())
    return [(name,) for name in steps_of(shape).names]


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][:_MOST_LINES]


def _matched(field: str, line: str, keys: Sequence[Key], complaints: Complaints) -> list[Key]:
    """The values whose keys begin so, as written or as read: `early_years` is all of them, `early years 3` one."""
    words = _plain(line)
    found = [key for key in keys if f"{_plain(' '.join(key))} ".startswith(f"{words} ")]
    if not found:
        complaints.add(field, f"there is no value {cut(line)}", f"keys such as {' '.join(keys[-1])}", "Correct it")
    return found


def _order(line: str, keys: Sequence[Key], complaints: Complaints) -> tuple[str, ...]:
    known = {_plain(part): part for key in keys for part in key}
    names = tuple(known.get(_plain(part), "") for part in line.split("<"))
    if len(names) < 2 or "" in names:
        complaints.add("orders", f"{cut(line)} is no order", "names such as early_years < mainstream", "Correct it")
    return names


def _bound(line: str, keys: Sequence[Key], complaints: Complaints, *, table: bool) -> list[tuple[Key, tuple[int, int]]]:
    parts = _BOUND.fullmatch(line)
    if parts is None:
        expected = "lines such as mainstream 3: £4,500 to £4,900" if table else "lines such as 3: 28 to 32"
        complaints.add("bounds", f"{cut(line)} cannot be read", expected, "Correct it")
        return []
    least, most = (_size("bounds", part, complaints, table=table) for part in (parts[2], parts[3]))
    return [(key, (least or 0, most or 0)) for key in _matched("bounds", parts[1], keys, complaints)]


def _size(field: str, text: str, complaints: Complaints, *, table: bool) -> int | None:
    """Pence in a table, units on a ladder."""
    if table:
        return _pounds(field, text, complaints)
    if re.fullmatch(r"\d{1,6}", text.strip(), re.ASCII):
        return int(text)
    complaints.add(field, f"{cut(text) or 'nothing'} is no whole number", "a whole number such as 1", "Correct it")
    return None


def _pounds(field: str, text: str, complaints: Complaints) -> int | None:
    found = whole_pence(pounds_typed(text))
    if found is None:
        complaints.add(field, f"{cut(text) or 'nothing'} is no amount", "pounds such as £10", "Write it so")
    return found


def _percent(field: str, text: str, complaints: Complaints) -> int | None:
    bare = text.strip().removesuffix("%").strip()
    if not bare:
        return None
    found = re.fullmatch(r"\d{1,3}(\.\d{1,2})?", bare, re.ASCII)
    share = int(Decimal(bare) * 100) if found else WHOLE + 1
    if share > WHOLE:
        complaints.add(
            field, f"{cut(text)} is no percent", "a percent such as 2%, with two decimals at most", "Correct it"
        )
        return None
    return share


def _tolerance(text: str, complaints: Complaints) -> tuple[int, int | None]:
    if text.strip().startswith("£"):
        return 0, _pounds("within", text, complaints)
    return _percent("within", text.strip() or "0", complaints) or 0, None
