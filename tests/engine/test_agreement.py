"""Agreement between scorers: alpha as published, as another program has it, and as it must be; bands and moves."""

import datetime as dt
import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import krippendorff
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.agreement.against import against, disagreements, matrix, pairs
from engine.agreement.alpha import ALL_THE_SAME, NOBODY_TWICE, Alpha, Metric, Scores, alpha
from engine.agreement.bands import FOR_A_PERSON, band_of, strands
from engine.language.loading import load_folder
from engine.problems import Complaints
from engine.proof.cases import read_cases
from engine.rulebook import Rulebook
from engine.values import Value

RULES = Path(__file__).resolve().parents[2] / "rules"
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval")
SCORERS = ("ann", "bob", "cat", "dan")
Sheet = dict[str, dict[str, int | None]]


def sheet(rows: Mapping[str, str]) -> Sheet:
    """Scorer → one digit a case, a dot where there is none, as case → scorer → score."""
    length = len(next(iter(rows.values())))
    return {
        f"case {n:02}": {who: None if row[n] == "." else int(row[n]) for who, row in rows.items()}
        for n in range(length)
    }


PUBLISHED = sheet(
    {"A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "1233244125 1.".replace(" ", "")}
)
"""Four observers and twelve units, from Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section E."""

sheets = st.dictionaries(
    st.integers(0, 40).map(lambda n: f"case {n:02}"),
    st.dictionaries(st.sampled_from(SCORERS), st.one_of(st.none(), st.integers(0, 4)), max_size=4),
    max_size=12,
)


def peer(scores: Scores, metric: Metric) -> float | None:
    """What the package `krippendorff` says; None where it refuses."""
    rows = [[given.get(who) for given in scores.values()] for who in SCORERS]
    try:
        return float(
            krippendorff.alpha(
                [[math.nan if each is None else each for each in row] for row in rows],
                value_domain=list(range(5)),
                level_of_measurement=metric,
            )
        )
    except ValueError:
        return None


def test_alpha_is_what_was_published() -> None:
    found = {metric: alpha(PUBLISHED, metric) for metric in METRICS}
    rounded = {metric: round(each.value or 0, 3) for metric, each in found.items()}
    assert rounded == {"nominal": Fraction("0.743"), "ordinal": Fraction("0.815"), "interval": Fraction("0.849")}
    assert {(each.cases, each.scores) for each in found.values()} == {(11, 40)}


def test_alpha_is_exact() -> None:
    # Three cases, two scorers: one differs. Observed 2 x 1; margins 0: 1, 1: 3, 2: 2 and n = 6.
    scores = sheet({"A": "112", "B": "102"})
    assert alpha(scores, "nominal").value == 1 - Fraction(5 * 2, 2 * (3 + 2 + 6))
    assert alpha(scores, "interval").value == 1 - Fraction(5 * 2, 2 * (3 * 1 + 2 * 4 + 6 * 1))
    # Middles by count: 0 at 1/2, 1 at 5/2, 2 at 5.
    apart = {"01": Fraction(2), "02": Fraction(9, 2), "12": Fraction(5, 2)}
    expected = 2 * (3 * apart["01"] ** 2 + 2 * apart["02"] ** 2 + 6 * apart["12"] ** 2)
    assert alpha(scores, "ordinal").value == 1 - 5 * 2 * apart["01"] ** 2 / expected


@given(sheets, st.sampled_from(METRICS))
def test_another_program_says_the_same(scores: Sheet, metric: Metric) -> None:
    ours, theirs = alpha(scores, metric), None
    if ours.value is not None:
        theirs = peer(scores, metric)
        assert theirs is not None
        assert math.isclose(ours.value, theirs, abs_tol=1e-9)
    else:
        assert ours.undefined in (NOBODY_TWICE, ALL_THE_SAME)


@given(sheets, st.sampled_from(METRICS), st.randoms(use_true_random=False), st.permutations(SCORERS))
def test_who_scored_and_in_what_order_changes_nothing(
    scores: Sheet, metric: Metric, dice: object, names: list[str]
) -> None:
    cases = list(scores)
    dice.shuffle(cases)  # type: ignore[attr-defined]
    renamed = dict(zip(SCORERS, names, strict=True))
    moved = {f"another {case}": {renamed[who]: each for who, each in scores[case].items()} for case in cases}
    assert alpha(moved, metric) == alpha(scores, metric)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.sampled_from(METRICS), st.integers(2, 4))
def test_full_agreement_is_one_or_undefined(levels: list[int], metric: Metric, people: int) -> None:
    found = alpha({str(n): dict.fromkeys(SCORERS[:people], level) for n, level in enumerate(levels)}, metric)
    if len(set(levels)) == 1:
        assert (found.value, found.undefined, found.standing) == (None, ALL_THE_SAME, "undefined")
    else:
        assert (found.value, found.undefined, found.standing) == (1, "", "relied_on")


@given(sheets, st.sampled_from(METRICS))
def test_alpha_never_exceeds_one_and_reaches_it_only_in_agreement(scores: Sheet, metric: Metric) -> None:
    value = alpha(scores, metric).value
    assume(value is not None)
    assert value is not None and value <= 1
    assert (value == 1) == (not disagreements(scores))


@given(sheets, st.sampled_from(METRICS))
def test_a_case_scored_once_says_nothing(scores: Sheet, metric: Metric) -> None:
    assert alpha({**scores, "scored once": {"ann": 4}}, metric) == alpha(scores, metric)


@pytest.mark.parametrize("scores", [{}, {"one": {"ann": 3}}, {"one": {"ann": 3, "bob": None}, "two": {"bob": 1}}])
def test_where_nobody_scored_the_same_case_there_is_no_number(scores: Sheet) -> None:
    found = alpha(scores)
    assert (found.value, found.undefined, found.cases, found.scores) == (None, NOBODY_TWICE, 0, 0)


def test_few_cases_are_said_to_be_few() -> None:
    pair = {"ann": 1, "bob": 2}
    assert alpha({str(n): pair for n in range(19)}).small
    assert not alpha({str(n): pair for n in range(20)}).small
    assert alpha({str(n): {"ann": 1} for n in range(100)}).small, "cases scored once do not count"


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        (Fraction(1), "relied_on"),
        (Fraction("0.8"), "relied_on"),
        (Fraction("0.79999"), "tentative"),
        (Fraction("0.667"), "tentative"),
        (Fraction("0.66699"), "not_relied_on"),
        (Fraction(-1, 3), "not_relied_on"),
        (None, "undefined"),
    ],
)
def test_what_may_be_built_on_it_follows_the_published_limits(value: Fraction | None, standing: str) -> None:
    assert Alpha(value, "", 30, 60).standing == standing


def test_names_need_an_order_and_every_name_in_it() -> None:
    scores = {"one": {"ann": "low", "bob": "high"}, "two": {"ann": "low", "bob": "low"}}
    numbers = {"one": {"ann": 0, "bob": 1}, "two": {"ann": 0, "bob": 0}}
    assert alpha(scores, order=("low", "middle", "high")) == alpha(numbers)
    with pytest.raises(ValueError, match="no place for high"):
        alpha(scores, order=("low", "middle"))
    for metric in ("ordinal", "interval"):
        with pytest.raises(ValueError, match="is a name"):
            alpha(scores, metric)


def test_scores_are_held_against_the_first_reading() -> None:
    first = {"one": 2, "two": 0, "three": None}
    scores = {
        "one": {"ann": 2, "bob": 3},
        "two": {"ann": 1, "bob": None},
        "three": {"ann": 4},
        "not among them": {"ann": 4},
    }
    both = pairs(first, scores)
    assert both == [(2, 2), (2, 3), (0, 1)], "in order of case and scorer, where both are there"
    assert matrix(both) == {(2, 2): 1, (2, 3): 1, (0, 1): 1}
    found = against(both, range(5))
    assert (found.same, found.higher, found.lower, found.compared) == (1, 2, 0, 3)
    assert against(pairs(first, scores, "ann"), range(5)).higher == 1
    assert against(pairs(first, scores, "bob"), range(4, -1, -1)).lower == 1, "the order given says what is higher"


def test_disagreements_count_each_two_people_once() -> None:
    scores = {"one": {"ann": 3, "bob": 1, "cat": 1}, "two": {"ann": 0, "bob": 0}, "three": {"ann": 1, "bob": 3}}
    assert disagreements(scores) == {(1, 3): 3}
    assert disagreements({"one": {"ann": "for a person", "bob": 5}}) == {(5, "for a person"): 1}


@pytest.fixture(scope="module")
def county() -> tuple[Rulebook, Mapping[str, Value], dt.date]:
    book = load_folder(RULES / "county_top_up")
    text = (RULES / "county_top_up" / "cases.yaml").read_text(encoding="utf-8")
    case = next(each for each in read_cases(book, text, "cases.yaml", Complaints()) if "language first" in each.name)
    return book, case.units[""], case.day


def test_the_band_follows_the_levels_that_a_scorer_gave(county: tuple[Rulebook, Mapping[str, Value], dt.date]) -> None:
    book, answers, day = county
    before, levels = dict(answers), {name: answers[name] for name in strands(book)}
    assert len(levels) == 16
    assert band_of(book, answers, levels, day) == 3
    assert band_of(book, answers, dict.fromkeys(levels, 0), day) == 0
    assert band_of(book, answers, dict.fromkeys(levels, 4), day) == FOR_A_PERSON
    assert band_of(book, answers, {**levels, "hearing": 4}, day) == 4, "34 points and 10 more"
    del levels["talking"]
    assert band_of(book, answers, levels, day) is None, "the first level is not lent to a scorer who gave none"
    assert answers == before
