"""What-if: the changes between two texts, one after another, each of which can be run; and what each of them did."""

import datetime as dt

from engine.language.loading import load_text
from engine.rulebook import Rulebook
from engine.sharing.allocation import AllocationAnswers
from engine.values import Value
from engine.whatif.asked import Change, Spec
from engine.whatif.caseload import Row
from engine.whatif.document import Document, Flow
from engine.whatif.pieces import Pieces
from engine.whatif.runs import what_if
from engine.whatif.sides import can_run
from engine.whatif.steps import Made, changes_between
from tests.engine.test_whatif import COUNTY, DAY, changed

HEAD = """\
rulebook: small
title: A small rulebook
decides: top_up
in_force: {from: 2026-04-01}
sources: {policy: {title: Policy, publisher: Us}}
facts:
  level: {type: level, kind: need, asks: How far, levels: [none, some, much]}
  urgent: {type: yes_no, kind: need, asks: Is it urgent}
"""
AMOUNT = "  amount:\n    - {from: 2026-04-01, source: policy, ladder: {0: £0, 1: £1000, 2: £2000}}\n"
PLAIN = "values:\n" + AMOUNT + "outcome:\n  band: level\n  top_up: amount(level)\n"


def book(rest: str) -> Rulebook:
    return load_text(HEAD + rest)


def made(before: Rulebook, after: Rulebook) -> tuple[Made, ...]:
    return changes_between(Pieces(before, DAY), Pieces(after, DAY), lambda each: can_run(each, DAY))


def run(before: Rulebook, after: Rulebook, *answers: dict[str, object], **more: object) -> Document:
    rows = [Row(n, before.name, True, "non_statutory", "Vale", None, None, each) for n, each in enumerate(answers)]
    return what_if(rows, [Change(before.name, before, after)], Spec(DAY, **more))  # type: ignore[arg-type]


def test_each_change_is_said_in_plain_words_in_the_order_of_the_text() -> None:
    after = changed(
        ("3: £4680,", "3: £4820,"),
        ("30: 3, 40: 4", "28: 3, 40: 4"),
        ("hearing >= 2 and vision >= 2 else", "hearing >= 2 and vision >= 3 else"),
    )
    assert [(each.name, each.words) for each in made(COUNTY, after)][:2] == [
        ("value:bands", ("Bands, 2: 20 to 29 becomes 20 to 27", "Bands, 3: 30 to 39 becomes 28 to 39")),
        ("value:tariff", ("Tariff, a mainstream school, 3: £4,680.00 becomes £4,820.00",)),
    ]
    assert made(COUNTY, after)[2].name == "derive:added_points"
    assert made(COUNTY, after)[-1].book is after


def test_texts_that_differ_in_words_alone_have_no_change() -> None:
    assert made(COUNTY, changed(("title: Top-up funding in the county", "title: Support"))) == ()
    assert made(COUNTY, COUNTY) == ()


def test_rules_that_change_places_are_a_change_where_they_name_accounts() -> None:
    rule = "  - {id: pays_NAME, when: urgent, then: route, route: NAME, met: M., not_met: N., source: policy}\n"
    routes = [rule.replace("NAME", name) for name in ("contingency", "early_years_fund")]
    before, after = (
        load_text(HEAD + PLAIN.replace("outcome:", "rules:\n" + "".join(each) + "outcome:"), COUNTY.vocabulary_text)
        for each in (routes, routes[::-1])
    )
    (only,) = made(before, after)
    assert only.title == "The order in which rules and outcomes stand"
    accounts = run(before, after, {"level": 1, "urgent": True}).groups["open"].accounts
    assert [(each.account, each.before, each.after) for each in accounts] == [
        ("contingency", 1000_00, 0),
        ("early_years_fund", 0, 1000_00),
    ]


def test_rounding_and_counting_are_changes_of_their_own() -> None:
    after = changed(("rounding: half_even", "rounding: down"), ("counts: days", "counts: months"))
    counting, rounding = made(COUNTY, after)
    assert rounding.words == (
        "How amounts are rounded: to the nearest penny, an exact half to the even one becomes down to the penny",
    )
    assert counting.name == "rulebook:counting"
    assert "Every month costs a twelfth of a year" in counting.words[0]


def test_what_is_added_comes_before_it_is_read_and_what_goes_comes_last() -> None:
    before = book("values:\n" + AMOUNT + "derive:\n  old: level\noutcome:\n  band: level\n  top_up: amount(old)\n")
    after = book(
        "values:\n" + AMOUNT + "derive:\n  new: min(level, 1)\noutcome:\n  band: level\n  top_up: amount(new)\n"
    )
    assert [each.name for each in made(before, after)] == ["derive:new", "outcome:top_up", "derive:old"]
    document = run(before, after, {"level": 2}, {"level": 1})
    assert [each.pounds for each in document.why] == [0, -1000_00, 0]
    # The outcome cannot read what is not there yet, so it has no effect alone.
    assert [None if each.alone is None else each.alone.pounds for each in document.why] == [0, None, None]


def test_a_value_of_another_shape_is_one_change_with_what_reads_it() -> None:
    other = AMOUNT.replace("ladder: {0: £0, 1: £1000, 2: £2000}", "is: £1500")
    after = book("values:\n" + other + "outcome:\n  band: level\n  top_up: amount\n")
    (only,) = made(book(PLAIN), after)
    assert only.name == "value:amount+outcome:top_up"
    assert only.title == "Amount and Top up"


def test_a_part_where_a_text_between_gives_no_amount_falls_to_the_change_that_gives_one_again() -> None:
    rules = "rules:\n  - {id: ask_first, when: 'WHEN', then: refer, met: M., not_met: N., source: policy}\n"
    before = book(PLAIN + rules.replace("WHEN", "urgent"))
    after = book(
        PLAIN.replace("amount(level)", "amount(level) + amount(1)").replace(
            "values:\n" + AMOUNT, "values:\n" + AMOUNT.replace("2: £2000", "2: refer")
        )
        + rules.replace("WHEN", "urgent and level == 0")
    )
    assert [each.name for each in made(before, after)] == ["value:amount", "outcome:top_up", "rule:ask_first"]
    document = run(
        before, after, {"level": 1, "urgent": False}, {"level": 2, "urgent": False}, {"level": 1, "urgent": True}
    )
    assert [each.pounds for each in document.why] == [0, 1000_00, 0]
    # The second case is referred by the ladder's change; the third settles by the rule's.
    assert [each.statuses for each in document.why] == [
        (Flow("settled", "referred", 1),), (), (Flow("referred", "settled", 1),),
    ]  # fmt: skip


def test_an_amount_that_comes_and_goes_on_the_way_still_adds_up() -> None:
    before = book("values:\n" + AMOUNT + "derive:\n  steps: level\noutcome:\n  band: steps\n  top_up: amount(steps)\n")
    lower = AMOUNT.replace("{0: £0, 1: £1000, 2: £2000}", "{0: £0, 1: £1200, 2: refer}")
    after = book(
        "values:\n" + lower + "derive:\n  steps: min(level, 1)\noutcome:\n  band: steps\n  top_up: amount(steps)\n"
    )
    document = run(before, after, {"level": 2})
    # After the ladder's change the case is referred; the derived name brings an amount again and has the whole fall.
    assert [(each.change, each.pounds) for each in document.why] == [("value:amount", 0), ("derive:steps", -800_00)]
    assert [each.bands for each in document.why] == [(), (Flow("2", "1", 1),)]


def test_the_range_of_a_missing_answer_is_exact_and_of_the_same_answer_for_both_texts() -> None:
    after = book(PLAIN.replace("2: £2000", "2: £2500"))
    document = run(book(PLAIN), after, {}, {"level": 1}, range=True)
    unknown = document.unknown
    assert (unknown.cases, unknown.exact, unknown.unpriced) == (1, True, 0)
    assert (unknown.before.least, unknown.before.most) == (0, 2000_00)
    assert (unknown.after.least, unknown.after.most) == (0, 2500_00)
    assert (unknown.least, unknown.most) == (0, 500_00)
    assert not run(book(PLAIN), after, {}).unknown.worked_out


def test_two_rulebooks_at_once_and_rows_of_another() -> None:
    other = load_text((HEAD + PLAIN).replace("rulebook: small", "rulebook: other"))
    dearer = load_text(other.text.replace("£2000", "£2100"))
    rows = [
        Row(1, "small", True, "non_statutory", "Vale", None, None, {"level": 2}),
        Row(2, "other", False, "non_statutory", "Vale", None, None, {"level": 2}),
        Row(3, "third", True, "non_statutory", "Vale", None, None, {"level": 2}),
    ]
    changes = [Change("small", book(PLAIN), book(PLAIN.replace("£2000", "£2500"))), Change("other", other, dearer)]
    document = what_if(rows, changes, Spec(DAY))
    assert [(each.text, each.open, each.running) for each in document.why] == [
        ("small", 500_00, 0),
        ("other", 0, 100_00),
    ]
    assert document.moved.cases == 2


def test_a_text_that_is_not_in_force_on_the_day_gives_nothing_and_says_so() -> None:
    later = load_text(
        (HEAD + PLAIN)
        .replace("in_force: {from: 2026-04-01}", "in_force: {from: 2027-04-01}")
        .replace("- {from: 2026-04-01", "- {from: 2027-04-01")
    )
    document = run(book(PLAIN), later, {"level": 1})
    assert document.groups["open"].statuses == (Flow("settled", "not_in_force", 1),)
    assert document.groups["open"].only_before.pounds == 1000_00


def test_a_formula_says_what_each_partnership_gains_by_which_change() -> None:
    text = """\
rulebook: shares
title: Shares
decides: allocation
over: partnership
in_force: {from: 2026-04-01}
sources: {policy: {title: Policy, publisher: Us}}
facts:
  pot: {type: money, kind: context, asks: How much, most: £900000, once: yes}
  pupils: {type: whole, kind: context, asks: How many, most: 1000}
  low: {type: whole, kind: context, asks: How many with low attainment, most: 1000}
values:
  weight: [{from: 2026-04-01, source: policy, is: 1}]
  flat: [{from: 2026-04-01, source: policy, is: 0}]
derive:
  score: pupils + weight * low + flat
outcome:
  share: apportion(pot, score)
"""
    before = load_text(text)
    after = load_text(text.replace("is: 1}", "is: 3}").replace("is: 0}", "is: 100}"))
    units: dict[str, dict[str, Value]] = {"North": {"pupils": 100, "low": 0}, "South": {"pupils": 100, "low": 100}}
    answers = AllocationAnswers({"pot": 600_000_00}, units)
    (found,) = what_if([], [Change("shares", before, after, answers)], Spec(dt.date(2026, 9, 14))).allocations
    north, south = found.shares
    # By hand: 100 to 200, then 100 to 400, then 200 to 500, of £600,000.
    assert (north.before, north.after) == (200_000_00, 171_428_57)
    assert [each.pounds for each in north.parts] == [120_000_00 - 200_000_00, 171_428_57 - 120_000_00]
    assert sum(each.pounds for each in south.parts) == south.difference == -(north.difference or 0)
    assert found.before == found.after == 600_000_00
