"""The kinds of value a rulebook speaks of, how each is held exactly, and how each is written.

Money is integer pence (a whole number of them once rounded), numbers and percents are `Decimal`
or `int`, whole numbers and levels `int`. Nothing here is ever a binary float.
"""

import datetime as dt
import decimal
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

Kind = Literal["yes_no", "whole", "number", "money", "percent", "date", "choice", "ranked", "set", "share"]
Value = bool | int | Decimal | str | dt.date | tuple[str, ...] | frozenset[str]
Answer = Value | None
"""A value, or None where it is not known."""

NONE: Final = "none"
"""The declared answer that there is none: known, and not a value."""

NUMERIC: Final = frozenset({"whole", "number", "money", "percent"})

EXACT: Final = decimal.Context(
    prec=120,
    Emin=-999,
    Emax=999,
    traps=[decimal.Inexact, decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
"""Arithmetic that raises rather than lose a digit."""

_ROOMY: Final = decimal.Context(prec=400, Emin=-999, Emax=999, traps=[decimal.InvalidOperation])

Rounding = Literal["half_even", "half_up", "down", "up"]
ROUNDINGS: Final[dict[str, str]] = {
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_up": decimal.ROUND_HALF_UP,
    "down": decimal.ROUND_DOWN,
    "up": decimal.ROUND_UP,
}


@dataclass(frozen=True, slots=True)
class Type:
    """What an expression gives: its kind, and the unit or options that go with it.

    `maybe_none` says the declared answer "none" may occur and must be guarded.
    """

    kind: Kind
    unit: str | None = None
    options: tuple[str, ...] = ()
    maybe_none: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it can be added and compared by size."""
        return self.kind in NUMERIC

    def __str__(self) -> str:
        words = {"yes_no": "yes or no", "choice": "name"}.get(self.kind, self.kind)
        return f"{words} ({self.unit})" if self.unit else words


YES_NO: Final = Type("yes_no")
WHOLE: Final = Type("whole")
NUMBER: Final = Type("number")
MONEY: Final = Type("money")
PERCENT: Final = Type("percent")
DATE: Final = Type("date")


def round_to(value: int | Decimal, places: int, how: str) -> Decimal:
    """`value` to `places` decimal places (negative: tens, hundreds) in the named rounding."""
    return Decimal(value).quantize(_quantum(places), rounding=ROUNDINGS[how], context=_ROOMY)


@lru_cache(256)
def _quantum(places: int) -> Decimal:
    return Decimal((0, (1,), -places))


def divide(top: int | Decimal, bottom: int | Decimal, places: int, how: str) -> Decimal:
    """`top / bottom` to `places` places, rounded once from the exact quotient. Raises ZeroDivisionError."""
    if bottom == 0:
        raise ZeroDivisionError("division by zero")
    top_n, top_d = Decimal(top).as_integer_ratio()
    bottom_n, bottom_d = Decimal(bottom).as_integer_ratio()
    return _ratio_to(top_n * bottom_d, top_d * bottom_n, places, how)


def _ratio_to(n: int, d: int, places: int, how: str) -> Decimal:
    if d < 0:
        n, d = -n, -d
    scaled_n, scaled_d = (n * 10**places, d) if places >= 0 else (n, d * 10**-places)
    sign = -1 if scaled_n < 0 else 1
    whole, rest = divmod(abs(scaled_n), scaled_d)
    if how == "up":
        whole += 1 if rest else 0
    elif how == "half_up":
        whole += 1 if 2 * rest >= scaled_d else 0
    elif how == "half_even":
        whole += 1 if 2 * rest > scaled_d or (2 * rest == scaled_d and whole % 2) else 0
    return Decimal(sign * whole).scaleb(-places, _ROOMY)


def pence(pounds: Decimal) -> int:
    """Whole pence from pounds. Raises ValueError on fractions of a penny."""
    scaled = pounds.scaleb(2, _ROOMY)
    if scaled != scaled.to_integral_value():
        raise ValueError("fractions of a penny")
    return int(scaled)


def pounds_text(amount: int) -> str:
    """Pence as the decimal string that goes outside: 637800 → "6378.00"."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def plain(number: int | Decimal) -> str:
    """A number's shortest exact decimal string: "3", "3.5", never an exponent."""
    if number == 0:
        return "0"  # never "-0"
    text = format(Decimal(number), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def outside(value: Answer, kind: Kind) -> object:
    """A value as it goes into JSON: money and numbers as decimal strings, dates ISO, None for unknown."""
    if value is None or value == NONE:
        return value
    if kind == "money" and isinstance(value, int | Decimal):
        return pounds_text(int(value)) if value == int(value) else plain(Decimal(value).scaleb(-2))
    if kind in ("number", "percent") and isinstance(value, int | Decimal):
        return plain(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    return value
