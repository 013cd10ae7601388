"""An overlay: it gives the same whole text every time, says its faults at its own lines, and is no rulebook."""

from pathlib import Path

import pytest

from engine.language.overlay import Overlay, overlay_of, read_overlay
from engine.problems import Place, Refused
from engine.proof.overlaid import overlaid

RULES = Path(__file__).parents[2] / "rules"
BASE = """\
rulebook: small
title: Small

values:

  rate:                       # what an hour costs
    - {from: 2026-04-01, source: made, is: £10}

  # The second.
  other:
    - {from: 2026-04-01, source: made, is: £3}

# What is concluded.
rules:
  - id: one
    when: "hours > 1"
  - id: two
    when: "hours > 2"

outcome:
  amount: "rate * hours"
"""


def overlay(text: str) -> Overlay:
    return overlay_of(f"overlay: tried\ntitle: Tried\nchanges: small\nfrom: 2027-04-01\n{text}", "tried.yaml")


def test_it_replaces_adds_and_takes_out_parts_by_name_and_leaves_every_other_line() -> None:
    given = overlay(
        "values:\n"
        "    rate:\n"
        "        - {from: 2026-04-01, source: made, is: £12}\n"
        "    third:\n"
        "        - {from: 2027-04-01, source: made, is: £1}\n"
        "rules:\n"
        "- id: two\n"
        '  when: "hours > 3"\n'
        "take_out:\n"
        "  values: [other]\n"
        "rounding: down\n"
    )
    expected = """\
rulebook: small
title: Small

values:

  rate:
      - {from: 2026-04-01, source: made, is: £12}

  # The second.
  third:
      - {from: 2027-04-01, source: made, is: £1}

# What is concluded.
rules:
  - id: one
    when: "hours > 1"
  - id: two
    when: "hours > 3"

outcome:
  amount: "rate * hours"
rounding: down
"""
    laid = given.over(BASE)
    assert laid.text == expected == given.over(BASE).text
    assert len(laid.lines) == len(laid.text.splitlines())
    assert laid.lines[6] == Place("tried.yaml", 7, 2)


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ("take_out:\n  values: [nothing]\n", 6, "`nothing` is not in `values` of the rulebook"),
        ("values:\n", 5, "`values` holds nothing to change"),
        ("", 1, "the overlay changes nothing"),
        ("value:\n  rate: x\n", 5, "`value` has no meaning in the overlay"),
    ],
)
def test_what_cannot_be_laid_is_refused_at_its_own_line(text: str, line: int, wrong: str) -> None:
    with pytest.raises(Refused) as refused:
        overlay(text).over(BASE)
    assert [(each.where.line, each.wrong) for each in refused.value.problems if isinstance(each.where, Place)] == [
        (line, wrong)
    ]


def test_its_name_is_that_of_its_file_and_never_a_rulebooks() -> None:
    for file in ("other.yaml", "rulebook.yaml"):
        with pytest.raises(Refused):
            overlay_of("overlay: tried\ntitle: T\nchanges: small\nfrom: 2027-04-01\nrounding: up\n", file)


@pytest.mark.parametrize("file", sorted((RULES / "proposals").glob("*.yaml")), ids=lambda file: file.stem)
def test_every_overlay_that_is_shipped_says_that_it_is_invented_and_passes_the_check(file: Path) -> None:
    found = read_overlay(file)
    base = RULES / found.changes
    laid = overlaid(found, (base / "rulebook.yaml").read_text(), (RULES / "vocabulary.yaml").read_text(), base)
    assert laid.problems == ()
    assert laid.book is not None
    assert "nvented" in found.about


def test_a_fault_of_the_whole_text_is_told_at_the_line_of_the_overlay() -> None:
    base = RULES / "county_top_up"
    text = (RULES / "proposals" / "band_edges_moved.yaml").read_text().replace("42: 4", "42: 4, 44: nine")
    found = overlay_of(text, "band_edges_moved.yaml")
    laid = overlaid(found, (base / "rulebook.yaml").read_text(), (RULES / "vocabulary.yaml").read_text(), base)
    assert laid.book is None
    places = [each.where for each in laid.problems if isinstance(each.where, Place)]
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "nine" in each)
    assert places[0].file == "band_edges_moved.yaml"
    assert places[0].line == line
