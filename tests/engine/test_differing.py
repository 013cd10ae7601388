"""What differs between two rulebooks: nothing of one with itself, each edit once and where it was made."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.explaining.differing import CAME, CHANGED, WENT, Difference, differences
from engine.explaining.stated import standing
from engine.language.loading import load_text
from engine.language.vocabulary import shipped
from engine.problems import Refused
from engine.rulebook import Rulebook
from panel_api.content import rules_dir

DAY = dt.date(2026, 9, 14)
NAMES = sorted(path.parent.name for path in rules_dir().glob("*/rulebook.yaml"))
TEXT = (rules_dir() / "county_top_up" / "rulebook.yaml").read_text(encoding="utf-8")
SMALL = """\
rulebook: small
title: A small rulebook
about: What it is for.
decides: top_up
in_force: {from: 2025-04-01}
sources:
  policy: {title: Policy, publisher: Us}
  tariffs: {title: Tariffs of 2026, publisher: Us}
facts:
  talking: {type: level, kind: need, asks: Talking, levels: [as expected, short phrases, no words]}
  place: {type: choice, kind: context, asks: Which place?, options: {school: A school, unit: A unit}}
values:
  worth:
    - from: 2025-04-01
      to: 2026-03-31
      source: policy
      by: [place, talking]
      rows: {school: {0: £0, 1: £100, 2: £250}, unit: {0: £0, 1: £150, 2: £300}}
    - from: 2026-04-01
      source: tariffs
      by: [place, talking]
      rows: {school: {0: £0, 1: £100, 2: £260}, unit: {0: £0, 1: £150, 2: £310}}
  much: [{from: 2025-04-01, source: policy, is: 2}]
rules:
  - id: look
    when: "talking >= much"
    then: flag
    source: policy
    met: "Level {much} is much."
    not_met: It is little.
allow: [{fact: place, shapes: [annual], why: Places differ.}]
outcome:
  annual: {is: "worth(place, talking)", says: Yearly top-up}
"""


def small(*edits: tuple[str, str]) -> Rulebook:
    """The small rulebook with each of these edits made, which must be there to make."""
    text = SMALL
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return load_text(text, shipped().text)


def between(before: Rulebook, after: Rulebook, day: dt.date = DAY) -> list[Difference]:
    return differences(standing(before, day), standing(after, day))


def told(found: list[Difference]) -> list[tuple[str, str, tuple[str, ...], str | None, str | None]]:
    """Each row with whose it is."""
    return [(each.name, each.became, row.label, row.was, row.now) for each in found for row in each.rows]


@pytest.mark.parametrize("name", NAMES)
def test_of_a_rulebook_and_itself_nothing_differs(name: str) -> None:
    text = (rules_dir() / name / "rulebook.yaml").read_text(encoding="utf-8")
    one, other = load_text(text, shipped().text), load_text(text + "\n# a remark\n", shipped().text)
    for day in one.turning_days:
        assert between(one, other, day) == []


def test_within_one_text_the_values_of_two_days() -> None:
    book = small()
    (found,) = differences(standing(book, dt.date(2026, 3, 31)), standing(book, dt.date(2026, 4, 1)))
    assert (found.title, found.since, found.source) == ("Worth", dt.date(2026, 4, 1), "Tariffs of 2026")
    assert found.heads == ("Place", "Talking")
    assert [(row.label, row.was, row.now) for row in found.rows] == [
        (("A school", "2: no words"), "£250.00", "£260.00"),
        (("A unit", "2: no words"), "£300.00", "£310.00"),
        (("Source", ""), "Policy", "Tariffs of 2026"),
    ]
    assert found.same == 4


EDITS = [
    (("2: £260}", "2: £270}"), "worth", CHANGED, "£260.00", "£270.00"),
    (("source: policy, is: 2", "source: policy, is: 1"), "much", CHANGED, "2", "1"),
    (("[as expected, short phrases, no words]", "[as expected, few words, no words]"), "talking", CHANGED,
     "short phrases", "few words"),
    (("asks: Which place?", "asks: Where?"), "place", CHANGED, "Which place?", "Where?"),
    (("unit: A unit}}", "unit: A base}}"), "place", CHANGED, "A unit", "A base"),
    (('when: "talking >= much"', 'when: "talking > much"'), "look", CHANGED,
     "Talking is at level 2 or more", "Talking is above level 2"),
    (("{much} is much.", "{much} is a lot."), "look", CHANGED, "Level 2 is much.", "Level 2 is a lot."),
    (("not_met: It is little.", "not_met: It is small."), "look", CHANGED, "It is little.", "It is small."),
    (("then: flag", "then: note"), "look", CHANGED, "What the panel is told to look at", "What is noted"),
    (("says: Yearly top-up", "says: Top-up a year"), "annual", CHANGED, "Yearly top-up", "Top-up a year"),
    (("about: What it is for.", "about: What for."), "small", CHANGED, "What it is for.", "What for."),
    (("tariffs: {title: Tariffs of 2026, publisher: Us}", "tariffs: {title: Tariffs of 2026, publisher: They}"),
     "tariffs", CHANGED, "Us", "They"),
    (("why: Places differ.", "why: So it is."), "small", CHANGED, "Places differ. (shapes annual)",
     "So it is. (shapes annual)"),
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS, ids=[each[0][1][:30] for each in EDITS])
def test_one_edit_is_told_once(edit: tuple[tuple[str, str], str, str, str, str]) -> None:
    made, name, became, was, now = edit
    rows = told(between(small(), small(made)))
    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [(name, became, was, now)], rows
    back = told(between(small(made), small()))
    assert [(row[0], row[3], row[4]) for row in back] == [(name, now, was)]


def test_what_came_and_what_went_is_told_whole() -> None:
    rule = '  - {id: see, when: "talking >= 1", then: note, met: See it., not_met: Leave it., source: policy}\nallow:'
    (came,) = between(small(), small(("allow:", rule)))
    assert (came.section, came.name, came.became) == ("rule", "see", CAME)
    assert {row.label[0]: row.now for row in came.rows} == {
        "Says": "See it.",
        "When": "Talking is at level 1 or more",
        "Otherwise": "Leave it.",
        "What it is for": "What is noted",
        "Source": "Policy",
    }
    assert {row.was for row in came.rows} == {None}
    (went,) = between(small(("allow:", rule)), small())
    assert (went.became, {row.now for row in went.rows}) == (WENT, {None})
    asked = "  born: {type: date, kind: context, asks: When was that?}\nvalues:"
    (question,) = between(small(), small(("values:", asked)))
    assert (question.section, question.became) == ("question", CAME)


def test_conditions_that_sound_alike_are_told_apart_by_what_is_written() -> None:
    one = small(('when: "talking >= much"', 'when: "(talking >= much) and (talking >= 1)"'))
    other = small(('when: "talking >= much"', 'when: "talking >= much and talking >= 1"'))
    assert between(one, other) == []  # brackets alone change nothing


NUMBERS = [each.span() for each in re.finditer(r"(?<=[:=<> £])[0-9]+(?=[,}\n])", TEXT)]
"""Where a number stands in the county's rulebook: an amount, a rung, a level's points."""


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(NUMBERS), st.integers(1, 9))
def test_a_number_changed_anywhere_is_found(span: tuple[int, int], more: int) -> None:
    number = int(TEXT[slice(*span)])
    changed = f"{TEXT[: span[0]]}{number + more}{TEXT[span[1] :]}"
    try:
        after = load_text(changed, shipped().text)
    except Refused:  # a ladder that no longer climbs, a level that is none: refused before anyone could adopt it
        return
    before = load_text(TEXT, shipped().text)
    days = sorted({*before.turning_days, *after.turning_days})
    found = [between(before, after, day) for day in days]
    assert any(found)
    for rows in (told(each) for each in found):
        keys = [(row[0], row[2]) for row in rows]
        assert len(keys) == len({*keys})
