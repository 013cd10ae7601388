"""What columns cannot hold exactly is a fault that names the expression and its place, and only then."""

import datetime as dt
from decimal import Decimal

import pytest

from engine.columns.held import CannotHold
from engine.columns.plan import plan_of
from engine.language.loading import load_text
from engine.rulebook import Rulebook
from tests.engine.columns_held import differences

DAY = dt.date(2026, 9, 14)


def book(facts: str, outcome: str) -> Rulebook:
    return load_text(
        "rulebook: small\ntitle: Small\ndecides: top_up\nin_force: {from: 2026-04-01}\nrounding: half_even\n"
        "sources: {policy: {title: Policy, publisher: Us}}\n"
        f"facts:\n{facts}\noutcome:\n  amount: '{outcome}'\n"
    )


LARGE = "  big: {type: number, most: 999999999999, places: 6, kind: need, asks: How many}"


def test_numbers_that_128_bits_hold_are_held_to_the_last_digit() -> None:
    wide = book(LARGE, "big * big + 0.000001")
    answers = [{"big": Decimal(text)} for text in ("999999999999", "999999999998.999999", "0.000001", "0")]
    assert differences(wide, DAY, answers) == []


def test_numbers_that_they_do_not_hold_are_a_fault() -> None:
    with pytest.raises(CannotHold) as fault:
        plan_of(book(LARGE, "big * big * big").on(DAY), DAY)
    assert fault.value.said == "outcome amount: big * big * big"
    assert (fault.value.at.line, "54 digits" in str(fault.value)) == (10, True)


def test_dividing_by_what_may_be_nothing_is_a_fault_unless_it_cannot_occur() -> None:
    facts = "  hours: {type: whole, most: 9, kind: need, asks: How many}"
    with pytest.raises(CannotHold, match="its divisor may be 0"):
        plan_of(book(facts, "divide(12, hours)").on(DAY), DAY)
    guarded = book(facts, "divide(12, hours) if hours > 0 else 0")
    assert differences(guarded, DAY, [{"hours": n} for n in range(10)] + [{}]) == []
    nothing = book(facts, "divide(hours, 0, otherwise=7)")
    assert differences(nothing, DAY, [{"hours": 3}, {}]) == []


@pytest.mark.parametrize("how", ["half_even", "half_up", "down", "up"])
def test_every_rounding_is_exact_on_both_sides_of_nothing(how: str) -> None:
    said = "type: number, kind: need, asks: How much"
    facts = f"  x: {{{said}, least: -5, most: 5, places: 2}}\n  y: {{{said}, least: -3, most: 3, places: 1}}"
    written = f'round(x, places=1, how="{how}") + 100 * round(100 * x, places=-2, how="{how}")'
    answers = [{"x": Decimal(n).scaleb(-2), "y": Decimal(n % 61 - 30).scaleb(-1)} for n in range(-500, 501)]
    assert differences(book(facts, written), DAY, answers) == []
    for bottom in ("y", "0 - 0.3", "7", "y + 4"):
        written = f'divide(x, {bottom}, places=1, how="{how}", otherwise=0.125)'
        assert differences(book(facts, written), DAY, answers) == []
