"""Figures: each is what its parts come to, so that the lines a page opens it into add up to it."""

from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.figures import MEASURES, PARTS, fold

LINES = st.lists(st.tuples(st.sampled_from(MEASURES), st.integers(-(10**9), 10**9)), max_size=30)


@given(LINES)
def test_every_figure_is_the_sum_of_its_parts(lines: list[tuple[str, int]]) -> None:
    figures = fold(lines)
    for name, parts in PARTS.items():
        assert getattr(figures, name) == sum(parts.get(measure, 0) * pence for measure, pence in lines), name
