"""A what-if as it is shown: the answer in a sentence, and pictures whose parts add up to what they say."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.whatif.document import Compared, Document, Flow, Group, Line, Moving, Pence, Why
from panel_api.views.whatif import figure_rows, whatif_view
from panel_api.views.whatif_flow import HIGH, flow
from panel_api.views.whatif_kept import document_of
from panel_api.views.whatif_pictures import MOST_STEPS, WIDTH, tiles, waterfall
from panel_api.views.whatif_tables import KEEP_BACK, tables_of
from panel_api.views.whatif_words import answer, flows, no_sum_said, unknown_said
from tests.engine.whatif_example import NOBODY, WHY, example, line

PENCE = st.integers(-10_000_000, 10_000_000)
BANDS = st.sampled_from(["", "1", "2", "3", "12", "C1"])


def of_changes(before: int, parts: Sequence[int]) -> Document:
    """The example with these parts of the difference, all of it in decided cases."""
    found = example()
    after = before + sum(parts)
    running = replace(
        found.groups["running"], compared=Compared(380, Pence(before), Pence(after), Pence(after - before))
    )
    still = replace(found.groups["open"], compared=Compared(0, Pence(0), Pence(0), Pence(0)))
    why = tuple(replace(WHY[0], title=f"Change {number}", pounds=Pence(part)) for number, part in enumerate(parts))
    return replace(found, groups={"open": still, "running": running}, why=why)


def still(found: Document) -> Document:
    """The example as it would be if nothing changed."""

    def of_group(group: Group) -> Group:
        whole = group.compared
        return replace(
            group,
            compared=Compared(whole.cases, whole.before, whole.before, Pence(0)),
            rising=NOBODY,
            falling=NOBODY,
            bands=tuple(each for each in group.bands if each.before == each.after),
        )

    none = replace(found.moved, cases=0, before=Pence(0), after=Pence(0), difference=Pence(0))
    groups = {name: of_group(group) for name, group in found.groups.items()}
    by = {name: tuple(replace(each, difference=Pence(0)) for each in lines) for name, lines in found.by.items()}
    return replace(found, groups=groups, moved=none, why=(), by=by)


def pounds_of(text: str) -> int:
    """Pence of "+£1,250" or "−£12.50"."""
    number = re.sub(r"[^0-9.]", "", text)
    whole, _, part = number.partition(".")
    return (-1 if text.startswith("−") else 1) * (int(whole) * 100 + int(part.ljust(2, "0") if part else 0))


def test_the_answer_is_one_sentence() -> None:
    found = example()
    assert answer(found) == (
        "Adopting this would cost £45,750 a year more (2.22%): 240 awards rise, 44 fall and 78 cases change band."
    )
    less = replace(found, moved=replace(found.moved, difference=Pence(-150_00), rise_of_all="-0.01"))
    assert answer(less).startswith("Adopting this would cost £150 a year less (0.01%): ")
    even = replace(found, moved=replace(found.moved, difference=Pence(0), rise_of_all="0.00"))
    assert answer(even).startswith("Adopting this would cost the same a year: 240 awards rise")
    assert answer(still(found)) == (
        "Adopting this would change no award: all 420 cases with an amount have the same by both texts."
    )
    nobody = replace(found, groups={name: replace(each, compared=Compared(0, Pence(0), Pence(0), Pence(0)))
                                    for name, each in found.groups.items()})  # fmt: skip
    assert answer(nobody) == "No case has an amount by both texts, so nothing can be said of the cost."
    assert waterfall(nobody) is None


def test_one_case_is_spoken_of_as_one() -> None:
    found = example()
    dearer = Compared(1, Pence(100_00), Pence(150_00), Pence(50_00))
    moving, one_sided = Moving(1, Pence(50_00), Pence(50_00)), found.groups["open"].only_after
    group = replace(found.groups["running"], cases=1, compared=dearer, rising=moving, falling=NOBODY,
                    bands=(Flow("2", "3", 1),), only_before=one_sided, only_after=one_sided)  # fmt: skip
    nobody = Compared(0, Pence(0), Pence(0), Pence(0))
    none = replace(found.groups["open"], cases=0, compared=nobody, rising=NOBODY, falling=NOBODY, bands=())
    one = replace(found, groups={"open": none, "running": group},
                  moved=replace(found.moved, cases=1, difference=Pence(50_00), rise_of_all="50.00"))  # fmt: skip
    assert answer(one) == (
        "Adopting this would cost £50 a year more (50%): 1 award rises, 0 fall and 1 case changes band."
    )
    assert "1 has an amount by the text in force, and none by this one (£2,760 a year together)" in no_sum_said(group)
    alone = replace(found.unknown, cases=1, unpriced=0, referred=1, exact=False)
    assert unknown_said(alone) == (
        "1 case lacks an answer. Whatever the answers are, they add from −£2,000 to +£4,400 a year to the difference. "
        "This range is wide on the safe side: the ends may be out of reach. "
        "1 case is for a person to price, and not in any sum."
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1_000_000_000), st.lists(PENCE, max_size=14))
def test_the_bars_of_the_waterfall_add_up_and_lie_on_the_picture(before: int, parts: list[int]) -> None:
    parts = [max(each, -(before // (len(parts) or 1))) for each in parts]
    drawn = waterfall(of_changes(before, parts))
    assert drawn is not None
    bars = drawn["bars"]
    assert len(bars) <= MOST_STEPS + 2
    amounts = [pounds_of(each["amount"]) for each in bars]
    assert amounts[0] == before and amounts[-1] == before + sum(parts)
    assert sum(amounts[:-1]) == amounts[-1], "from the text in force by each change to the proposed one"
    for each, pence in zip(bars, amounts, strict=True):
        assert 0 <= each["x"] <= each["x"] + each["wide"] <= WIDTH
        assert each["way"] == "whole" or (each["wide"] > 0) == (pence != 0), "no change is too small to be seen"
    assert all(one["y"] + one["high"] <= other["y"] for one, other in pairwise(bars))


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.tuples(BANDS, BANDS), st.integers(1, 5_000), min_size=1))
def test_ribbons_leave_and_reach_bars_of_the_same_size(found: dict[tuple[str, str], int]) -> None:
    drawn = flow([Flow(*pair, cases) for pair, cases in found.items()])
    assert drawn is not None
    for side, at in (("before", 0), ("after", 1)):
        for bar in drawn[side]:
            assert bar["cases"] == sum(cases for pair, cases in found.items() if pair[at] == bar["band"])
        assert sum(bar["cases"] for bar in drawn[side]) == sum(found.values())
        assert sum(bar["high"] for bar in drawn[side]) == sum(each["high"] for each in drawn["ribbons"]) >= HIGH // 2
        tops = [(bar["y"], bar["y"] + bar["high"]) for bar in drawn[side]]
        assert all(one[1] < other[0] for one, other in pairwise(tops))
    assert len(drawn["ribbons"]) == len(found)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.tuples(st.integers(0, 99_999), st.integers(0, 99_999))), max_size=40))
def test_no_tile_lies_on_another_and_every_partnership_has_one(places: list[tuple[int, int] | None]) -> None:
    lines: list[Line] = [line(f"Partnership {number}", 10, 100_000, 90_000) for number in range(len(places))]
    middles = {each.name: place for each, place in zip(lines, places, strict=True) if place}
    drawn: dict[str, Any] | None = tiles(lines, middles)
    if drawn is None:
        assert not places
        return
    boxes = {(each["x"], each["y"]) for each in drawn["tiles"]}
    assert len(boxes) == len(drawn["tiles"]) == len(lines)
    for each in drawn["tiles"]:
        assert each["x"] >= 0 and each["x"] + each["wide"] <= WIDTH and each["y"] + each["high"] <= drawn["height"]


def test_north_stands_above_south() -> None:
    lines = [line(name, 10, 100_000, 90_000) for name in ("East", "North", "South", "West")]
    middles = {"North": (500, 900), "South": (500, 100), "East": (900, 500), "West": (100, 500)}
    drawn = tiles(lines, middles)
    assert drawn is not None
    at = {each["name"][0]: (each["x"], each["y"]) for each in drawn["tiles"]}
    assert at["North"][1] <= at["West"][1] <= at["South"][1] and at["North"][1] < at["South"][1]


def test_every_small_number_is_marked_and_every_sum_is_the_document_s() -> None:
    found = example()
    few = replace(found.by["phase"][0], falling=Moving(2, Pence(100), Pence(60)))
    tables = tables_of(replace(found, by={**found.by, "phase": (few, *found.by["phase"][1:])}))
    assert [row[-1] for row in tables["phase"].rows] == [KEEP_BACK, None]
    cost = tables["cost"].rows
    assert sum(row[2] for row in cost[:-1]) == cost[-1][2]  # type: ignore[misc]
    assert sum(row[2] for row in tables["bands"].rows) == sum(each.cases for each in flows(found))  # type: ignore[misc]
    whole = [row for row in tables["years"].rows if row[1] == "All accounts"]
    assert [str(row[5]) for row in whole] == ["6400.00", "6100.00", "2800.00"], "protection, by year"
    listed = [row for row in figure_rows(found) if row[:3] == ("By partnership", "Vale", "Difference")]
    assert [str(row[3]) for row in listed] == ["30750.00"]


def test_a_re_scoring_of_before_what_if_is_shown_by_its_two_groups() -> None:
    whole = example().as_json()
    kept = {name: whole["groups"][name] for name in ("open", "running")}
    found = document_of(kept, example().as_of)
    assert answer(found) == answer(example())
    view = whatif_view(found, {})
    assert view["tiles"] is None and view["why"] == [] and "years" not in view["tables"] and not view["whole"]
    drawn = view["waterfall"]
    assert [each["title"] for each in drawn["bars"]] == ["The texts in force", "All changes together", "These texts"]


def test_a_change_says_what_it_did_and_what_it_would_do_by_itself() -> None:
    view = whatif_view(example(), {})
    assert view["why"][0]["did"] == "+£38,750 a year for 70 cases"
    assert view["why"][0]["alone"] == "+£37,900 a year for 70 cases"
    assert view["why"][2]["moved"][0] == "14 cases from “Settled” to “For a person to judge”"
    together: Why = replace(WHY[0], alone=None)
    shown = whatif_view(replace(example(), why=(together,)), {})
    assert shown["why"][0]["alone"] is None
