"""Exact values: roundings as policies state them, division rounded once, pence in and out without loss."""

import datetime as dt
from decimal import Decimal, Inexact, localcontext
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.values import EXACT, ROUNDINGS, Answer, Kind, divide, outside, pence, plain, pounds_text, round_to

D = Decimal
DECIMALS = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=6)


def by_hand(number: Fraction, places: int, how: str) -> Fraction:
    """The rounding worked on a number line: the two neighbours, and which of them is nearer."""
    step = Fraction(10) ** -places
    low = floor(number / step) * step
    if low == number:
        return number
    high = low + step
    toward, away = (low, high) if number > 0 else (high, low)
    if how in ("down", "up"):
        return toward if how == "down" else away
    if number - low != high - number:
        return low if number - low < high - number else high
    if how == "half_up":
        return away
    return low if (low / step) % 2 == 0 else high


@given(DECIMALS, st.integers(-6, 6), st.sampled_from(sorted(ROUNDINGS)))
def test_rounding_is_the_one_named(number: Decimal, places: int, how: str) -> None:
    assert Fraction(round_to(number, places, how)) == by_hand(Fraction(number), places, how)


@given(DECIMALS, DECIMALS.filter(bool), st.integers(-4, 6), st.sampled_from(sorted(ROUNDINGS)))
def test_division_is_rounded_once_from_the_exact_quotient(top: D, bottom: D, places: int, how: str) -> None:
    assert Fraction(divide(top, bottom, places, how)) == by_hand(Fraction(top) / Fraction(bottom), places, how)


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6).filter(bool), st.sampled_from(sorted(ROUNDINGS)))
def test_division_of_whole_numbers_meets_its_halves(top: int, bottom: int, how: str) -> None:
    assert Fraction(divide(top, 2 * bottom, 0, how)) == by_hand(Fraction(top, 2 * bottom), 0, how)


@pytest.mark.parametrize(
    ("number", "half_even", "half_up", "down", "up"),
    [
        ("552082.5", 552082, 552083, 552082, 552083),
        ("552083.5", 552084, 552084, 552083, 552084),
        ("-0.5", 0, -1, 0, -1),
        ("-1.5", -2, -2, -1, -2),
        ("-2.500001", -3, -3, -2, -3),
        ("0.499999", 0, 0, 0, 1),
        ("7", 7, 7, 7, 7),
    ],
)
def test_halves_and_negatives(number: str, half_even: int, half_up: int, down: int, up: int) -> None:
    found = {how: round_to(D(number), 0, how) for how in ROUNDINGS}
    assert found == {"half_even": half_even, "half_up": half_up, "down": down, "up": up}


def test_the_published_amount_that_rules_out_half_up() -> None:
    amount = 368_055 * D("1.5")  # £3,680.55 x 1.5
    assert pounds_text(int(round_to(amount, 0, "half_even"))) == "5520.82"
    assert pounds_text(int(round_to(amount, 0, "half_up"))) == "5520.83"


def test_a_quotient_is_never_rounded_twice() -> None:
    assert divide(D("0.4999999999999999999999999999999"), 1, 0, "half_up") == 0
    assert divide(1, 3, 6, "half_even") == D("0.333333")
    assert divide(2, 3, -1, "up") == 10
    assert divide(-1, 3, 0, "up") == -1
    with pytest.raises(ZeroDivisionError):
        divide(1, D("0.00"), 2, "down")


def test_large_numbers_keep_every_digit() -> None:
    assert round_to(10**100 + 1, 2, "half_even") == 10**100 + 1
    with localcontext(EXACT), pytest.raises(Inexact):
        _ = D(10**70 + 1) * D(10**70 + 1)


@given(st.integers(-(10**14), 10**14))
def test_pence_go_out_and_come_back(amount: int) -> None:
    text = pounds_text(amount)
    assert pence(D(text)) == amount
    assert D(text) * 100 == amount
    assert text[-3] == "."


def test_pounds_as_text() -> None:
    assert [pounds_text(amount) for amount in (0, 5, -5, 637_800, -637_801)] == [
        "0.00", "0.05", "-0.05", "6378.00", "-6378.01",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="fractions of a penny"):
        pence(D("1.005"))


@given(st.integers(-(10**20), 10**20) | DECIMALS)
def test_plain_numbers_have_no_exponent_and_lose_nothing(number: int | Decimal) -> None:
    text = plain(number)
    assert D(text) == number
    assert set(text) <= set("-.0123456789")
    assert "." not in text or text[-1] not in "0."


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (D("1E+3"), "1000"),
        (D("3.50"), "3.5"),
        (D("0.00"), "0"),
        (D("-0.0"), "0"),
        (D("1E-7"), "0.0000001"),
        (100, "100"),
    ],
)
def test_plain_numbers_are_short(number: int | Decimal, text: str) -> None:
    assert plain(number) == text


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (637_800, "money", "6378.00"),
        (D("12.5"), "money", "0.125"),
        (D("12.0"), "money", "0.12"),
        (3, "whole", 3),
        (D("2.50"), "number", "2.5"),
        (4, "number", "4"),
        (D("12.5"), "percent", "12.5"),
        (True, "yes_no", True),
        (dt.date(2026, 9, 14), "date", "2026-09-14"),
        ("unit", "choice", "unit"),
        (("b", "a"), "ranked", ["b", "a"]),
        (frozenset({"b", "a"}), "set", ["a", "b"]),
        ("none", "money", "none"),
        (None, "money", None),
    ],
)
def test_values_as_they_go_into_json(value: Answer, kind: Kind, written: object) -> None:
    assert outside(value, kind) == written
    assert type(outside(value, kind)) is type(written)
