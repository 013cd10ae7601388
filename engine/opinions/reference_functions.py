"""What each function of the language means, for `engine.opinions.reference`: one plain definition a function.

Arguments are known here (an unknown one makes the result unknown before any of these is asked).
Numbers are `int` or `Fraction`: money in pence, percents in percent points. Days are counted from the calendar's
own rules, by year, month and day, so that nothing is shared with `engine.days`.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from engine.tree import Call
from engine.values import NONE, Answer

Known = Any
"""A value that is there: bool, Fraction, str, date, tuple or frozenset, as the checked tree's types say."""

Found = Known | None
Number = int | Fraction

PENCE_IN_A_POUND: Final = 100


def quotient(top: Number, bottom: Number) -> Fraction:
    """Exactly: `/` between two whole numbers would be a binary float."""
    return Fraction(top) / bottom


def exact(value: Answer) -> Any:
    """A value as it is reckoned with here: decimals as fractions, all else as it is."""
    return Fraction(value) if type(value) is Decimal else value


def outward(found: Found) -> Answer:
    """A value as evaluations hold it: whole numbers `int`, others the `Decimal` of just these digits.

    Raises ValueError for a number without an end to its digits, which the language cannot make.
    """
    if type(found) is not Fraction:
        return found
    if found.denominator == 1:
        return found.numerator
    places = 0
    while 10**places % found.denominator:
        places += 1
        if places > 1000:
            raise ValueError(f"{found} has no end to its digits")
    return Decimal(f"{found.numerator * 10**places // found.denominator}E-{places}")


def rounded(number: Number, places: int, how: str) -> Fraction:
    """`number` to `places` decimal places (negative: tens, hundreds). `how` is one of the four roundings."""
    top, bottom = abs(number.numerator) * 10 ** max(places, 0), number.denominator * 10 ** max(-places, 0)
    whole, left_over = divmod(top, bottom)
    if how == "down":
        away_from_zero = False
    elif how == "up":
        away_from_zero = left_over > 0
    elif how == "half_up":
        away_from_zero = 2 * left_over >= bottom
    elif how == "half_even":
        away_from_zero = 2 * left_over > bottom or (2 * left_over == bottom and whole % 2 == 1)
    else:
        raise ValueError(f"there is no rounding {how}")
    size = whole + 1 if away_from_zero else whole
    return Fraction((-size if number < 0 else size) * 10 ** max(-places, 0), 10 ** max(places, 0))


def call(node: Call, day: dt.date, args: Sequence[Known]) -> Known:
    """What a function gives on the day of assessment, its arguments all known.

    Raises ZeroDivisionError for `divide` by 0 without `otherwise`.
    """
    match node.name:
        case "min":
            return min(args)
        case "max":
            return max(args)
        case "sum":
            return sum(args)
        case "top":
            return sum(sorted(args, reverse=True)[: _whole(node, "n")])
        case "nth_highest":
            return sorted(args, reverse=True)[_whole(node, "n") - 1]
        case "count":
            return sum(1 for truth in args if truth)
        case "round":
            return _round(node, args[0])
        case "divide":
            return _divide(node, args[0], args[1])
        case "recent":
            return _recent(node, args[0], day)
        case "months_between":
            return completed_months(args[0], args[1])
        case "days_between":
            return (args[1] - args[0]).days
        case "academic_year":
            return _year_beginning(args[0], month=9)
        case "financial_year":
            return _year_beginning(args[0], month=4)
        case "size":
            return len(args[0])
        case "overlap":
            return any(each in args[1] for each in args[0])
        case "rank":
            return _rank(args[0], args[1])
        case "at_rank":
            return _at_rank(args[0], _whole(node, "n"))
    raise TypeError(f"there is no function {node.name}")


def _whole(node: Call, setting: str) -> int:
    value = node.setting(setting)
    assert isinstance(value, int)
    return value


def _round(node: Call, number: Number) -> Fraction:
    """To so many places; of money, so many places of a pound."""
    places, how = _whole(node, "places"), str(node.setting("how"))
    if node.type.kind == "money":
        return rounded(quotient(number, PENCE_IN_A_POUND), places, how) * PENCE_IN_A_POUND
    return rounded(number, places, how)


def _divide(node: Call, top: Number, bottom: Number) -> Fraction:
    """Rounded once, from the exact quotient."""
    otherwise = node.setting("otherwise")
    if bottom == 0 and isinstance(otherwise, int | Decimal):
        return Fraction(otherwise)
    return _round(node, quotient(top, bottom))


def _recent(node: Call, written: dt.date | str, day: dt.date) -> bool:
    """From the same day so many months (or so many days) ago, up to today, both included."""
    if isinstance(written, str):
        return False  # the declared answer "none"
    if written > day:
        return False
    if node.setting("days") is not None:
        return (day - written).days <= _whole(node, "days")
    months_ago = _month_number(day) - _month_number(written)
    if months_ago == _whole(node, "months"):
        return written.day >= min(day.day, _days_in_month(written))
    return months_ago < _whole(node, "months")


def completed_months(start: dt.date, end: dt.date) -> int:
    """How often the day of the month of `start` has come round by `end`; negative where `end` is first."""
    if end < start:
        return -completed_months(end, start)
    months = _month_number(end) - _month_number(start)
    return months if end.day >= start.day else months - 1


def _month_number(day: dt.date) -> int:
    return day.year * 12 + day.month


def _days_in_month(day: dt.date) -> int:
    if day.month == 2:
        leap = day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0)
        return 29 if leap else 28
    return 30 if day.month in (4, 6, 9, 11) else 31


def _year_beginning(day: dt.date, month: int) -> int:
    return day.year if day.month >= month else day.year - 1


def _rank(name: str, ranked: tuple[str, ...]) -> int:
    for place, each in enumerate(ranked, start=1):
        if each == name:
            return place
    return 0


def _at_rank(ranked: tuple[str, ...], place: int) -> str:
    return ranked[place - 1] if place <= len(ranked) else NONE
