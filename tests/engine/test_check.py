"""What is proved of a rulebook, one broken promise each."""

import pytest

from tests.engine.mistakes import told, with_mistake

WHEN = '"ehc_plan"'
POINTS = '"language + learning"'
AMOUNT = '"tariff(place, band)"'
LADDER = "{0: 0, 2: 1, 4: 2}"
ABOVE = "      above: {from: 6, do: refer}\n"
HOURS = "  hours: {"


def allow(fact: str, shapes: str) -> str:
    """An `allow` line before the outcome."""
    return f"allow:\n  - {{fact: {fact}, shapes: [{shapes}], why: x}}\noutcome:\n"


BROKEN = [
    # Days
    ("in_force: {from: 2026-04-01", "in_force: {from: 2025-04-01", "27:7", "no value from 2025-04-01 to 2026-03-31"),
    ("      to: 2027-03-31\n", "      to: 2027-02-28\n", "42:7", "no value from 2027-03-01 to 2027-03-31"),
    ("to: 2028-03-31}", "to: 2027-03-31}", "42:7", "this entry of `tariff` is never in force"),
    ("policy\n  - id: county", "policy\n    in_force: {from: 2030-01-01}\n  - id: county", "59:5", "never"),
    # Ladders
    (LADDER, "{1: 0, 2: 1, 4: 2}", "29:15", "`band_from_points` begins at 1 and may be asked for 0"),
    (f"{LADDER}\n{ABOVE}", "{0 to 1: 0, 2 to 3: 1, 4 to 5: 2}\n", "29:15", "ends at 5 and may be asked for 6"),
    ("from: 6, do", "from: 7, do", "30:14", "`above` of `band_from_points` is never reached: it is asked for 6"),
    (LADDER, "{0: 0, 2: 1, 3: 9, 4: 2}", "37:", "has no row for place"),
    (f"{LADDER}\n{ABOVE}", "{0: 0, 2: 1, 4: 2, 8: 3}\n", "29:34", "the step `8` of `band_from_points` is never"),
    # Tables
    ("          2: £3,200\n", "", "37:9", '`tariff` has no row for place "school", band 2'),
    ("          2: £3,200\n", "          2: £3,200\n          3: £4\n", "42:11", 'the cell for place "school", band 3'),
    ("unit: {0:", "units: {0:", "37:9", '"units" is not a place that `tariff` is asked for'),
    ('"*": {0: £0', '"*": {"0": £0', "46:15", '"0" is not a band that `tariff` is asked for'),
    ("        unit: {0:", "        4: {0:", "37:9", "4 is not a place that `tariff` is asked for"),
    ("2: £3300}", "2: £3300}\n      otherwise: £1", "47:18", "`otherwise` of `tariff` is never reached"),
    (AMOUNT, '"tariff(band, place)"', "74:19", "`tariff` is called with (band, place)"),
    # Numbers
    (AMOUNT, '"divide(contribution, language)"', "74:40", "this may be 0, and it divides"),
    (AMOUNT, '"tariff(place, band) - contribution"', "74:3", "may come to -£6,000"),
    (POINTS, '"language' + " * 999999999999999" * 8 + ' + learning"', "50:12", "more than 100 digits"),
    # Logic
    (WHEN, '"ehc_plan or language >= 0"', "66:11", "`county_pays` is always met"),
    (WHEN, '"ehc_plan and language > 3"', "66:11", "`county_pays` can never be met"),
    (WHEN, '"ehc_plan and (language < 2 and language > 2)"', "66:11", "`county_pays` can never be met"),
    (WHEN, '"ehc_plan and (place == \'unit\' or language > 3)"', "66:45", "`language > 3`, in `county_pays`, is"),
    (WHEN, '"ehc_plan and language < 4"', "66:25", "`language < 4`, in `county_pays`, is always true"),
    (POINTS, '"learning if language < 2 and language > 2 else language"', "50:12", "before `if` is never taken"),
    (WHEN, '"ehc_plan if language > 2 else little_spent"', "66:42", "`little_spent` stands inside a condition"),
    # Tidiness
    (HOURS, "  spare: {type: yes_no, kind: need, asks: Is it}\n  hours: {", "20:3", "the fact `spare` is never used"),
    ("derive:", "  spare:\n    - {from: 2026-04-01, source: policy, is: 3}\nderive:", "49:3", "`spare` is never"),
    ("derive:", 'derive:\n  spare: "language"', "50:3", "the derived name `spare` is never used"),
    ("sources:\n", "sources:\n  other: {title: O, publisher: P}\n", "8:3", "the source `other` is never used"),
    ("met: Band {band}", "met: Band {bond}", "56:10", "{bond} in `met` of `report_needed` is nothing that can be said"),
    ("met: Band {band}", "met: Band {tariff}", "56:10", "{tariff} in `met` of `report_needed` is a ladder or table"),
    ("met: Band {band}", "met: Band {band", "56:10", "a brace stands alone in `met` of `report_needed`"),
    ("does not pay", "pays", "70:14", "`county_pays` says the same met and not met"),
    (WHEN, "\"place in ['unit', 'unit']\"", "66:21", "the list holds something twice"),
    (WHEN, '"ehc_plan or language > 1 or ehc_plan"', "66:40", "the same condition stands here twice"),
    ("[Not at all, A little,", "[A little, A little,", "10:3", "two answers of `language` have the same words"),
    (AMOUNT, '"contribution"', "74:3", "the outcome `annual_top_up` is always the same"),
    ('outcome:\n  headline: "band"\n  annual_top_up: "tariff(place, band)"', "outcome: {}", "72:1", "has no outcome"),
    ("is: £6000}", "is: £6000}\n  n: [{from: 2026-04-01, source: policy, is: 3, up_to: yes}]", "49:56", "`up_to`"),
    # What belongs to other kinds of rulebook
    ("decides: top_up", "decides: allocation", "4:1", "`decides: allocation` stands with no `over`"),
    ("decides: top_up", "decides: top_up\nover: partnership", "5:1", "stands with `over: partnership`"),
    ("asks: Where,", "asks: Where, of: child,", "23:3", "the fact `place` is `of: child`"),
    ("asks: Where,", "asks: Where, once: yes,", "23:3", "the fact `place` is asked `once`"),
    ("outcome:\n", 'order:\n  k: "language"\noutcome:\n', "72:1", "`order` stands here"),
    ("decides: top_up", "decides: fit", "10:3", "the fact `language` does not say whose it is"),
    ("decides: top_up", "decides: fit", "73:3", "the first outcome, `headline`, is a whole"),
    # Known
    (AMOUNT, '"tariff(place, band) if known(report) else 0"', "74:42", "known(…) stands in the outcome"),
    (POINTS, '"language + learning if known(report) else 0"', "50:35", "known(…) stands in the derived name `points`"),
    (WHEN, '"ehc_plan and known(report)"', "66:25", "known(…) stands in `county_pays` (route)"),
    # Need leads
    (AMOUNT, '"tariff(place, band) if ehc_plan else 0"', "74:42", "annual_top_up → ehc_plan"),
    (POINTS, '"language + learning + (1 if ehc_plan else 0)"', "50:40", "band_from_points → points → ehc_plan"),
    (AMOUNT, '"tariff(place, band) if hours > 2 else 0"', "74:42", "no `allow` line says why: annual_top_up → hours"),
    ("outcome:\n", allow("hours", "headline"), "73:27", "`allow` is not needed"),
    ("outcome:\n", allow("ehc_plan", "headline"), "73:12", "no leave can be given"),
    ("outcome:\n", allow("report", "headline"), "73:12", "it needs no leave"),
    ("outcome:\n", allow("hours", ""), "73:5", "this `allow` names no outcome"),
    (ABOVE, "", "73:3", "`annual_top_up` is money, and no need leads to a person"),
    ('"given(plan_cost, 0) < contribution or', '"band_from_points(4 if ehc_plan else 2) > 1 or', "60:34", "may refer"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "wrong"), BROKEN, ids=[f"{b[3]} {b[1][:24]}" for b in BROKEN])
def test_each_broken_promise_is_told(old: str, new: str, place: str, wrong: str) -> None:
    lines = [line for line in told(with_mistake((old, new))) if wrong in line]
    assert lines, told(with_mistake((old, new)))
    assert lines[0].startswith(place), lines


SPARED = [
    (POINTS, '"max(language, learning) - min(language, learning) + learning"'),
    (POINTS, '"language * language - 2 * language * learning + learning * learning"'),
    (AMOUNT, '"max(0, tariff(place, band) - contribution)"'),
    (AMOUNT, '"tariff(place, band) * divide(language + 1, 2 * language + 1, places=2)"'),
    (AMOUNT, '"tariff(place, band) * divide(1, 2 * language * language - 4 * language + 3, places=2)"'),
    (AMOUNT, '"divide(tariff(place, band), max(language, learning)) if max(language, learning) > 0 else 0"'),
]


@pytest.mark.parametrize(("old", "new"), SPARED, ids=[each[1] for each in SPARED])
def test_what_cannot_occur_is_not_feared(old: str, new: str) -> None:
    """Numbers that hang together: where few facts decide, every answer is tried before a gap is told."""
    lines = told(with_mistake((old, new)))
    assert not [line for line in lines if "may be" in line or "has no row" in line or "may come" in line], lines


def test_what_can_occur_is_told_with_what_was_tried() -> None:
    lines = told(with_mistake((POINTS, '"max(language, learning) - 2 * min(language, learning)"')))
    assert "begins at 0 and may be asked for -3" in lines[0]
    lines = told(with_mistake((AMOUNT, '"tariff(place, band) - contribution * language"')))
    assert [line for line in lines if "may come to -£17,100" in line], lines


def test_a_shared_fact_cannot_be_given_another_kind() -> None:
    lines = told(with_mistake(("ehc_plan: shared", "ehc_plan: {type: yes_no, kind: need, asks: Is there a plan}")))
    assert lines[0].startswith("24:3: `ehc_plan` is a plan fact of the shared vocabulary and is declared here anew")


def test_sums_of_the_highest_keep_to_what_can_be() -> None:
    table = "  scale:\n    - {from: 2026-04-01, source: policy, ladder: {0: 0, 1: 5, 2: 10}}\n"
    sums = (
        "  total_points:\n    - from: 2026-04-01\n      source: policy\n      by: [s]\n"
        "      rows: {0: 0, 5: 1, 10: 2, 15: 3, 20: 4}\n"
    )
    text = with_mistake(
        ("derive:\n", f"{table}{sums}derive:\n"),
        (POINTS, '"total_points(top(2, scale(language), scale(learning), scale(language)))"'),
        ("{0: 0, 2: 1, 4: 2}", "{0: 0, 1: 1, 3: 2}"),
        ("from: 6, do", "from: 4, do"),
    )
    assert told(text) == []
