"""Drawing a sample: the same by the same seed, every stratum its share, anybody can draw it again."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.agreement.sample import Stratum, draw

lines_of = st.dictionaries(
    st.integers(0, 99_999).map(lambda n: f"EV-{n:05}"), st.sampled_from(("band 0", "band 1", "band 2", "")), max_size=40
)
sizes, seeds = st.integers(1, 50), st.integers(0, 2**31 - 1)


@given(lines_of, sizes, seeds)
def test_as_many_as_asked_for_each_once_and_every_stratum_its_share(
    lines: dict[str, str], size: int, seed: int
) -> None:
    sample = draw(lines, size, seed)
    assert len(sample.cases) == min(size, len(lines)) == len(set(sample.cases))
    assert list(sample.cases) == sorted(sample.cases)
    assert set(sample.cases) <= set(lines)
    names = [part.name for part in sample.strata]
    assert names == sorted(set(lines.values()))
    for part in sample.strata:
        assert part.holds == list(lines.values()).count(part.name)
        assert part.drawn == sum(lines[case] == part.name for case in sample.cases)
        if len(sample.cases) >= len(names):
            assert part.drawn >= 1, "every stratum is seen where there is room"


@given(lines_of, sizes, seeds, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_makes_no_difference(lines: dict[str, str], size: int, seed: int, dice: object) -> None:
    cases = list(lines)
    dice.shuffle(cases)  # type: ignore[attr-defined]
    assert draw({case: lines[case] for case in cases}, size, seed) == draw(lines, size, seed)


@given(lines_of, sizes, seeds)
def test_anybody_can_draw_it_again_from_the_seed(lines: dict[str, str], size: int, seed: int) -> None:
    random = Random(seed)
    numbers = {case: random.getrandbits(64) for case in sorted(lines)}
    sample = draw(lines, size, seed)
    for part in sample.strata:
        own = sorted((case for case in lines if lines[case] == part.name), key=numbers.__getitem__)
        assert [case for case in sample.cases if lines[case] == part.name] == sorted(own[: part.drawn])


def test_a_drawing_that_stays_the_same() -> None:
    lines = {f"EV-{n:03}": f"band {n % 3}" for n in range(30)} | {"EV-900": "exceptional"}
    sample = draw(lines, 6, 20261113)
    assert sample.strata == (
        Stratum("band 0", 10, 2),
        Stratum("band 1", 10, 2),
        Stratum("band 2", 10, 1),
        Stratum("exceptional", 1, 1),
    )
    assert sample.cases == ("EV-000", "EV-010", "EV-012", "EV-019", "EV-023", "EV-900")


def test_another_seed_draws_others() -> None:
    lines = {f"EV-{n:03}": "" for n in range(200)}
    assert len({draw(lines, 10, seed).cases for seed in range(50)}) == 50


def test_nothing_to_draw_from_and_nothing_asked_for() -> None:
    assert draw({}, 5, 1).cases == ()
    with pytest.raises(ValueError, match="a sample of 0 cases"):
        draw({"EV-1": ""}, 0, 1)
