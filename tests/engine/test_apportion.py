"""Sharing to the penny: nothing lost or made, bounds kept, more weight never less, order of no matter."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.sharing.apportion import CannotShare, apportion

NAMES = ("north", "south", "east", "west", "city", "coast", "vale")
WEIGHTS = st.one_of(st.integers(0, 5000).map(Fraction), st.fractions(0, 50, max_denominator=1000))
Sharing = tuple[int, dict[str, Fraction], dict[str, int], dict[str, int]]


def weights(**by_name: int) -> dict[str, Fraction]:
    return {name: Fraction(weight) for name, weight in by_name.items()}


@st.composite
def sharings(draw: st.DrawFn) -> Sharing:
    """A pot that can be shared: it lies between the floors and what the ceilings of the weighty allow."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    by_name = {name: draw(WEIGHTS) for name in names}
    floors = {name: draw(st.integers(0, 10_000)) for name in names if draw(st.booleans())}
    ceilings = {
        name: floors.get(name, 0) + draw(st.integers(0, 50_000)) for name in names if draw(st.integers(0, 3)) == 0
    }
    low = sum(floors.values())
    room = sum(ceilings.get(name, 200_000) - floors.get(name, 0) for name in names if by_name[name] > 0)
    return draw(st.integers(low, low + room)), by_name, floors, ceilings


@given(sharings())
def test_the_parts_are_the_whole_and_the_bounds_hold(sharing: Sharing) -> None:
    pot, by_name, floors, ceilings = sharing
    shares = apportion(pot, by_name, floors, ceilings)
    assert sum(shares.values()) == pot
    assert list(shares) == sorted(by_name)
    for name, share in shares.items():
        assert floors.get(name, 0) <= share <= ceilings.get(name, pot)
        assert type(share) is int


@given(sharings())
def test_who_stands_at_no_bound_gets_the_same_rate_within_a_penny(sharing: Sharing) -> None:
    pot, by_name, floors, ceilings = sharing
    shares = apportion(pot, by_name, floors, ceilings)
    free = [n for n in shares if by_name[n] and floors.get(n, 0) + 1 < shares[n] < ceilings.get(n, pot) - 1]
    lowest = max((Fraction(shares[n] - 1) / by_name[n] for n in free), default=Fraction(0))
    highest = min((Fraction(shares[n] + 1) / by_name[n] for n in free), default=lowest)
    assert lowest <= highest, "one rate explains every share that no bound holds"
    for name in shares if free else ():
        at_floor, at_ceiling = shares[name] == floors.get(name), shares[name] == ceilings.get(name)
        if at_floor and not at_ceiling:
            assert by_name[name] * lowest < shares[name] + 1, "a floor holds only who would be below it"
        if at_ceiling and not at_floor:
            assert by_name[name] * highest > shares[name] - 1, "a ceiling holds only who would be above it"


@given(sharings(), st.data())
def test_more_weight_never_brings_less(sharing: Sharing, data: st.DataObject) -> None:
    pot, by_name, floors, ceilings = sharing
    name = data.draw(st.sampled_from(sorted(by_name)))
    more = {**by_name, name: by_name[name] + data.draw(WEIGHTS)}
    assert apportion(pot, more, floors, ceilings)[name] >= apportion(pot, by_name, floors, ceilings)[name]


@given(sharings(), st.data())
def test_who_weighs_more_gets_no_less(sharing: Sharing, data: st.DataObject) -> None:
    pot, by_name, _, _ = sharing
    assume(any(by_name.values()))
    shares = apportion(pot, by_name)
    ordered = sorted(shares, key=lambda name: (by_name[name], shares[name]))
    assert [shares[name] for name in ordered] == sorted(shares.values())


@given(sharings(), st.randoms(use_true_random=False))
def test_order_makes_no_difference(sharing: Sharing, dice: object) -> None:
    pot, by_name, floors, ceilings = sharing
    names = list(by_name)
    dice.shuffle(names)  # type: ignore[attr-defined]
    shuffled = {name: by_name[name] for name in names}
    assert apportion(pot, shuffled, floors, ceilings) == apportion(pot, by_name, floors, ceilings)


def test_pence_left_over_go_to_the_largest_remainders() -> None:
    assert apportion(100, weights(a=1, b=2, c=4)) == {"a": 14, "b": 29, "c": 57}  # 14.29, 28.57, 57.14


def test_equal_remainders_go_by_name() -> None:
    assert apportion(100, weights(west=1, east=1, north=1)) == {"east": 34, "north": 33, "west": 33}
    assert apportion(2, weights(west=1, east=1, north=1)) == {"east": 1, "north": 1, "west": 0}


def test_a_floor_is_paid_for_by_those_above_theirs() -> None:
    assert apportion(1000, weights(a=1, b=4, c=5), {"a": 200}) == {"a": 200, "b": 356, "c": 444}


def test_what_a_ceiling_frees_goes_to_the_others() -> None:
    assert apportion(1000, weights(a=1, b=4, c=5), ceilings={"c": 300}) == {"a": 140, "b": 560, "c": 300}


def test_a_floor_and_a_ceiling_that_pull_against_each_other() -> None:
    # Alone, c's ceiling would lift a to 140, above its floor of 120; together both are tried at once.
    shares = apportion(1000, weights(a=1, b=4, c=5), {"a": 120}, {"c": 300})
    assert shares == {"a": 140, "b": 560, "c": 300}


def test_nothing_to_share_and_nobody_to_share_with() -> None:
    assert apportion(0, weights(a=1, b=0)) == {"a": 0, "b": 0}
    assert apportion(0, {}) == {}
    assert apportion(300, weights(a=0, b=0), {"a": 100, "b": 200}) == {"a": 100, "b": 200}
    with pytest.raises(CannotShare, match=r"nobody has any weight and £0\.01"):
        apportion(1, {})


def test_no_weight_brings_the_floor_and_no_more() -> None:
    assert apportion(1000, weights(a=0, b=3), {"a": 10}) == {"a": 10, "b": 990}


@pytest.mark.parametrize(
    ("pot", "by_name", "floors", "ceilings", "says"),
    [
        (100, weights(a=1, b=1), {"a": 60, "b": 41}, {}, "the floors come to £1.01, more than the £1 to share"),
        (150_000, weights(a=1, b=1), {}, {"a": 60_000, "b": 40_000}, "£500 of the £1,500 is left over"),
        (100, weights(a=1, b=0), {}, {"a": 60}, "every ceiling is reached and £0.40"),
        (100, weights(a=1), {"a": 60}, {"a": 50}, "the floor of a, £0.60, is above its ceiling"),
        (100, weights(a=0, b=0), {}, {}, "nobody has any weight"),
        (-1, weights(a=1), {}, {}, "less than nothing"),
        (100, weights(a=-1, b=2), {}, {}, "the weight of a is below nothing"),
    ],
)
def test_what_cannot_be_shared_says_why(
    pot: int, by_name: dict[str, Fraction], floors: dict[str, int], ceilings: dict[str, int], says: str
) -> None:
    with pytest.raises(CannotShare, match=says):
        apportion(pot, by_name, floors, ceilings)
