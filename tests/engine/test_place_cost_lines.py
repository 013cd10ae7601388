"""How a child's cost at a place is put together: the child's own lines first, the band's, and what is missing asked."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.law.institutions import INSTITUTIONS
from engine.placing.costs import LINES, PLACE_FUNDED, CostLine, additional
from engine.placing.lines import Usual, cost_lines, expected
from engine.placing.place_funding import read_funding, shipped_funding
from engine.problems import Refused

DAY = dt.date(2026, 9, 1)
AMOUNTS = st.integers(0, 9_000_000) | st.none()
OWN = st.lists(st.builds(CostLine, st.sampled_from(list(LINES)), AMOUNTS, st.just("own"), st.just("invented")))
BANDS = st.sampled_from(("1", "2", None))
USUAL = st.lists(st.builds(Usual, st.builds(CostLine, st.sampled_from(list(LINES)), AMOUNTS, st.just("usual"),
                                            st.just("invented")), BANDS))  # fmt: skip


def line(part: str, pounds: int | None, words: str = "invented") -> CostLine:
    return CostLine(part, None if pounds is None else pounds * 100, words, "an invented quote")


def put(kind: str, usual: list[Usual], own: list[CostLine], band: str | None = None) -> dict[str, CostLine]:
    money = shipped_funding().line(kind, DAY)
    lines = cost_lines(kind, usual, own, band=band, place_money=money, advised=line("top_up", 4_680, "advised"))
    return {each.line: each for each in lines}


def test_what_nobody_wrote_down_is_a_question_and_not_nothing() -> None:
    found = put("special", [], [])
    assert {part: each.pence for part, each in found.items()} == {"place": 1_000_000, "top_up": None, "transport": None}
    assert found["transport"].source == "Not known yet: ask the transport team."
    assert put("independent_special", [], [])["fee"].source.endswith("for its offer in writing.")


def test_a_unit_has_the_national_value_of_an_occupied_place_since_2018() -> None:
    assert put("sen_unit", [], [])["place"].pence == 600_000
    before = shipped_funding().line("sen_unit", dt.date(2018, 3, 31))
    assert before is not None and before.pence == 1_000_000
    assert shipped_funding().line("special", dt.date(2013, 3, 31)) is None
    assert put("further_education", [], [])["place"].pence is None


def test_what_the_place_records_comes_before_the_national_value_and_the_childs_own_before_both() -> None:
    usual = [Usual(line("place", 11_000), None), Usual(line("therapy", 2_000), None)]
    assert put("special", usual, [])["place"].pence == 1_100_000
    found = cost_lines("special", usual, [line("therapy", 3_000), line("therapy", 500)], band=None, place_money=None,
                       advised=None)  # fmt: skip
    assert [each.pence for each in found if each.line == "therapy"] == [300_000, 50_000]


def test_top_up_goes_by_the_childs_band() -> None:
    usual = [Usual(line("top_up", 9_000), "A"), Usual(line("top_up", 12_000), "B")]
    assert put("special", usual, [], "B")["top_up"].pence == 1_200_000
    assert "no band is settled" in put("special", usual, [])["top_up"].source
    assert "none is written for band C: ask the school" in put("special", usual, [], "C")["top_up"].source
    assert put("special", [*usual, Usual(line("top_up", 8_000), None)], [], "C")["top_up"].pence == 800_000


def test_a_mainstream_school_has_the_top_up_that_is_advised() -> None:
    assert put("mainstream", [], [])["top_up"].words == "advised"
    assert put("special", [], [])["top_up"].pence is None


@given(st.sampled_from(list(INSTITUTIONS)), USUAL, OWN, BANDS)
def test_no_part_is_left_out_and_none_is_made_up(
    kind: str, usual: list[Usual], own: list[CostLine], band: str | None
) -> None:
    found = cost_lines(kind, usual, own, band=band, place_money=None, advised=None)
    there = {each.line for each in found}
    assert there >= {each.cost.line for each in usual} | {each.line for each in own}
    assert all(not there.isdisjoint(either) for either in expected(kind))
    assert all(each.pence is None or each in [*own, *(one.cost for one in usual)] for each in found)
    if not own and not usual:
        assert additional(found, kind=kind, vacancy=False).exact_pence is None


def test_every_kind_that_is_funded_by_the_place_has_a_line_for_it() -> None:
    assert {kind for kind in INSTITUTIONS if ("place",) in expected(kind)} == PLACE_FUNDED


TEXT = """\
title: What a place is funded at
sources:
  guide: {title: A guide, publisher: Anytown Council}
values:
  occupied:
    - {from: 2026-04-01, source: guide, by: [kind], rows: {special: £10000}}
  unoccupied:
    - {from: 2026-04-01, source: guide, by: [kind], rows: {special: £10000}}
"""


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("special: £10000}}\n  un", "academy: £10000}}\n  un", "6:7: `academy` is not a kind of provision"),
        ("rows: {special: £10000}}\n  un", "rows: {special: 10000}}\n  un", "`occupied` is no table of money by kind"),
        ("source: guide", "source: hearsay", "the source `hearsay` is not declared"),
        ("  unoccupied:", "  empty:", "place funding has no `unoccupied`"),
        ("title: What", "heading: What", "`heading` has no meaning in place funding"),
    ],
)
def test_each_mistake_in_the_values_is_told(before: str, after: str, says: str) -> None:
    assert read_funding(TEXT).line("special", DAY) is not None and before in TEXT
    with pytest.raises(Refused) as refused:
        read_funding(TEXT.replace(before, after, 1))
    assert says in str(refused.value)
