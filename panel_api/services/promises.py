"""What a proposal promised to cost, held against what its re-scoring came to; a broken promise stops its adoption."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any, Final

from engine.amounts import money_words
from engine.problems import Complaints
from engine.whatif.document import GROUPS
from panel_api.models import Proposal

NEUTRAL, AT_MOST, NONE = "neutral", "at_most", "none"
PROMISES: Final = (NEUTRAL, AT_MOST, NONE)
MOST_BASIS_POINTS: Final = 1_000
MOST_PENCE: Final = 10**12
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a proposal may cost. basis_points: hundredths of a percent of what is paid now, for "neutral".

    pence: how much more a year, for "at_most".
    """

    kind: str
    basis_points: int | None = None
    pence: int | None = None

    @property
    def words(self) -> str:
        """The promise, to stand after "the promise was"."""
        if self.kind == NEUTRAL:
            assert self.basis_points is not None
            return f"cost-neutral within {_hundredths(self.basis_points)} %"
        if self.kind == AT_MOST:
            assert self.pence is not None
            return f"to cost at most {money_words(self.pence)} a year more"
        return "none"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a re-scoring came to, in pence a year: of all compared cases, and of those whose award changes.

    moved_before: None in a re-scoring made before that was kept.
    """

    before: int
    difference: int
    moved: int
    moved_before: int | None


def promise_of(row: Proposal) -> Promise | None:
    """What a proposal promised; None where it was made before promises were asked for."""
    if row.promise is None:
        return None
    return Promise(row.promise, row.promise_basis_points, row.promise_pence)


def promised(promise: Promise | None) -> str:
    """What a proposal promises, in a sentence."""
    if promise is None:
        return "It was made before anything was asked of its cost."
    if promise.kind == NONE:
        return "Nothing is promised of what it costs."
    return f"It promises to {'be ' if promise.kind == NEUTRAL else ''}{promise.words.removeprefix('to ')}."


def promise_given(complaints: Complaints, kind: str, percent: str, pounds: str) -> Promise:
    """A promise as it was typed. What is wrong is noted at `promise`, `promise_percent` and `promise_pounds`."""
    if kind not in PROMISES:
        expected = "cost-neutral, at most so much more, or no promise"
        complaints.add("promise", "nothing is said of what it may cost", expected, "Choose one")
    elif kind == NEUTRAL:
        points = _whole(percent, 100, MOST_BASIS_POINTS)
        if points is not None:
            return Promise(NEUTRAL, basis_points=points)
        expected = "percent with two decimals at most, 0 to 10"
        complaints.add("promise_percent", "this is no tolerance", expected, "Write one such as 0.1")
    elif kind == AT_MOST:
        pence = _whole(pounds, 100, MOST_PENCE)
        if pence is not None:
            return Promise(AT_MOST, pence=pence)
        complaints.add("promise_pounds", "this is no amount", "pounds a year", "Write one such as 50,000")
    return Promise(NONE)


def cost_of(result: Mapping[str, Any]) -> Cost:
    """What a kept result comes to, of open and decided cases together."""
    inside = result.get("groups", result)  # one made before what-ifs has its groups at the top
    groups = [inside[name] for name in GROUPS if name in inside]
    moved = sum(group[way]["cases"] for group in groups for way in ("rising", "falling"))
    before = sum(_pence(group["compared"]["before"]) for group in groups)
    difference = sum(_pence(group["compared"]["difference"]) for group in groups)
    kept = result.get("moved")
    return Cost(before, difference, moved, None if kept is None else _pence(kept["before"]))


def is_kept(promise: Promise, cost: Cost) -> bool:
    """Whether a promise is kept. Neutral is so both ways: what is saved against it is missing somewhere."""
    if promise.kind == NEUTRAL:
        assert promise.basis_points is not None
        return abs(cost.difference) * 10_000 <= promise.basis_points * cost.before
    return promise.kind != AT_MOST or cost.difference <= (promise.pence or 0)


def broken(promise: Promise | None, result: Mapping[str, Any]) -> str:
    """Why a proposal cannot be adopted, with the figure, in a sentence without its stop; empty where it keeps it."""
    if promise is None or not result:
        return ""
    cost = cost_of(result)
    return "" if is_kept(promise, cost) else f"{cost_words(cost)}; the promise was {promise.words}"


def cost_words(cost: Cost) -> str:
    """What adopting it would come to, as a sentence without its stop."""
    if not cost.difference:
        return f"Adopting it would cost nothing more, with {_awards(cost.moved)}"
    amount = money_words(abs(cost.difference))
    way = f"cost {amount} a year more" if cost.difference > 0 else f"take {amount} a year away"
    share = ""
    if cost.moved_before:
        share = f" ({_tenths(Fraction(abs(cost.difference) * 100, cost.moved_before))} % of what those are paid now)"
    return f"Adopting it would {way} on {_awards(cost.moved)}{share}"


def _awards(many: int) -> str:
    return f"{many:,} {'award that changes' if many == 1 else 'awards that change'}"


def _whole(text: str, times: int, most: int) -> int | None:
    """A number that was typed as so many hundredths, whole; None where it is none or too large."""
    typed = text.strip().replace(",", "").removeprefix("£").removesuffix("%").strip()
    if not typed or not typed.replace(".", "", 1).isdecimal() or not typed.isascii():
        return None
    number = Decimal(typed) * times
    return int(number) if number == number.to_integral_value() and number <= most else None


def _hundredths(points: int) -> str:
    return f"{Decimal(points) / 100:.2f}".rstrip("0").rstrip(".")


def _tenths(share: Fraction) -> str:
    return str((Decimal(share.numerator) / Decimal(share.denominator)).quantize(_TENTH, ROUND_HALF_EVEN))


def _pence(pounds: str) -> int:
    return int(Decimal(pounds) * 100)
