"""What each letter must carry and may never carry, read from its own words and not from the table it was made by."""

import re
from dataclasses import fields, replace
from typing import Any

import pytest

from engine.law.bases import BASES
from engine.law.kinds import KINDS
from engine.problems import Refused
from panel_api.letters import Deadlines, LetterFacts, Outcome, as_text, compose
from panel_api.letters.contents import needed
from panel_api.letters.facts import READERS
from tests.panel_api.letters_cases import LARKFIELD, allowed, every, facts

CASES = [(basis, kind, reader) for basis in BASES for kind in allowed(basis) for reader in READERS]
APPEALED = (
    "assessment_request refuse_to_assess", "assessment_request refuse_to_issue", "assessment_request name_school",
    "assessment_request refuse_to_name", "annual_review maintain", "annual_review cease", "phase_transfer name_school",
    "phase_transfer refuse_to_name",
)  # fmt: skip
"""Decisions that CFA 2014 s.51(2) lets be appealed at once."""
OF_THE_TRIBUNAL = re.compile(r"tribunal|appeal|mediat|certificate", re.IGNORECASE)


def told(made: LetterFacts) -> str:
    """The letter's words on one line."""
    return " ".join(as_text(compose(made)).split())


def refused(made: LetterFacts) -> str:
    """Why the letter cannot be made."""
    with pytest.raises(Refused) as why:
        compose(made)
    return str(why.value)


@pytest.mark.parametrize(("basis", "kind", "reader"), CASES)
def test_every_kind_is_told_to_every_reader_in_the_shape_of_a_letter(basis: str, kind: str, reader: str) -> None:
    words = told(facts(kind, basis, reader))
    parts = ["We have", "Why we d", "What happens next", "not agree", "Questions"]
    assert [words.find(part) for part in parts] == sorted(words.find(part) for part in parts), "in this order"
    assert all(part in words for part in parts)
    assert "Evenshire SEND Advice" in words, "the advice service stands in every letter"
    assert reader == "parent" or "your child" not in words
    if reader == "young_person":
        assert "Sam" not in words.partition("Dear Sam")[2], "a young person is spoken to, not of"


@pytest.mark.parametrize("on", APPEALED)
@pytest.mark.parametrize("reader", ["parent", "young_person"])
def test_a_statutory_notice_carries_reasons_appeal_time_mediation_resolution_and_advice(on: str, reader: str) -> None:
    basis, kind = on.split()
    words = told(facts(kind, basis, reader))
    assert "We decided this because" in words
    assert "Our reasons in full" in words
    assert "Appeal by 14 November 2026. The SEND Tribunal" in words
    assert "one month after the date on your mediation certificate if that is later" in words
    assert "Try mediation by 14 November 2026" in words
    assert "disagreement resolution" in words
    assert "You can still appeal if you use it" in words
    assert ("only about the school" in words) == (kind in ("name_school", "refuse_to_name"))


@pytest.mark.parametrize("kind", ["issue", "amend"])
def test_before_the_final_plan_no_appeal_yet_and_with_it_every_right(kind: str) -> None:
    before, after = told(facts(kind)), told(facts(kind, outcome=Outcome(final=True, named=LARKFIELD)))
    assert "You cannot appeal yet" in before
    assert "Tell us by 30 September 2026" in before, "fifteen days to say what they think"
    assert "14 November 2026" not in before
    assert "Appeal by 14 November 2026" in after
    assert "cannot appeal yet" not in after
    assert "only about the school" in after


@pytest.mark.parametrize("kind", allowed("non_statutory"))
@pytest.mark.parametrize("reader", READERS)
def test_a_letter_without_a_plan_never_speaks_of_the_tribunal(kind: str, reader: str) -> None:
    words = told(facts(kind, "non_statutory", reader))
    assert not OF_THE_TRIBUNAL.search(words)
    assert re.search(r"Anyone can ask us for (one|an EHC needs assessment)", words)
    if KINDS[kind].settles and kind != "withdrawn":
        assert re.search(r"look again by 12 October 2026", words), "it can be looked at again"


@pytest.mark.parametrize(("basis", "kind", "reader"), [case for case in CASES if KINDS[case[1]].awards])
def test_an_award_letter_never_calls_a_band_part_of_the_plan_or_open_to_appeal(
    basis: str, kind: str, reader: str
) -> None:
    words = told(facts(kind, basis, reader))
    assert not OF_THE_TRIBUNAL.search(words)
    for sentence in re.split(r"(?<=[.?!]) ", words):
        assert not ("Band" in sentence and re.search(r"\bpart of\b|\bright\b", sentence)), sentence
    assert "£" in words
    if kind == "secure_section_f" and reader != "school":
        assert "Band" not in words, "the band is how the council pays; what the family has is Section F"
        assert "even if it costs more than this" in words


@pytest.mark.parametrize("reader", ["parent", "young_person"])
def test_an_order_tells_what_it_says_and_its_day_and_appeal_only_where_an_officer_chose_it(reader: str) -> None:
    plain = told(facts("carried_out", reader=reader))
    assert "on 10 August 2026" in plain
    assert all(words in plain for words in facts("carried_out", reader=reader).outcome.order_says)
    assert "nothing for us to decide" in plain
    assert "We decided" not in plain
    assert "appeal" not in plain.lower()
    assert "Appeal by 14 November 2026" in told(facts("carried_out", reader=reader, appeal_on_order=True))


def test_appeal_text_cannot_be_chosen_for_anything_but_an_order() -> None:
    assert told(facts("agree", appeal_on_order=True)) == told(facts("agree"))
    assert told(facts("secure_section_f", appeal_on_order=True)) == told(facts("secure_section_f"))


@pytest.mark.parametrize("basis", [basis for basis in BASES if BASES[basis].voted])
def test_deferring_says_what_is_asked_of_whom_and_by_when_and_stops_no_clock(basis: str) -> None:
    words = told(facts("defer_for_information", basis))
    assert "We need this from you by 2 October 2026: what Sam finds easy and hard when talking at home" in words
    assert "We have asked the school for this by 2 October 2026: a report" in words
    assert ("By law we must still decide by 12 October 2026" in words) == BASES[basis].statutory
    to_school = told(facts("defer_for_information", basis, "school"))
    assert "We need this from you by 2 October 2026: a report" in to_school


@pytest.mark.parametrize("reason", ["Our budget is spent.", "We cannot afford this.", "It is too expensive."])
def test_money_is_no_reason_where_law_requires_the_support(reason: str) -> None:
    assert "where law requires the support" in refused(facts("refuse_to_assess", reasons=(reason,)))
    assert "where law requires the support" in refused(facts("cease", full_reasons=(reason,)))
    assert "where law requires the support" in refused(facts("not_agreed", reasons=(reason,), has_plan=None))
    assert reason in told(facts("not_agreed", reasons=(reason,), has_plan=False))
    assert reason in told(facts("refuse_to_name", reasons=(reason,))), "between schools it may count (s.39(4))"


@pytest.mark.parametrize("name", sorted(every()))
def test_a_letter_that_lacks_what_it_must_say_is_refused_and_says_what(name: str) -> None:
    whole = every()[name]
    for field in needed(whole):
        outer, _, inner = field.partition(".")
        if inner:
            part = getattr(whole, outer)
            lacking = replace(whole, **{outer: replace(part, **{inner: _nothing(part, inner)})})
        else:
            lacking = replace(whole, **{outer: _nothing(whole, outer)})
        assert field in refused(lacking)


def _nothing(part: Any, name: str) -> Any:
    of = {field.name: field for field in fields(part)}[name]
    return () if isinstance(getattr(part, of.name), tuple) else None


def test_everything_that_is_wrong_is_told_at_once() -> None:
    reasons = ("a" * 161, "b", "c", "d")
    found = refused(facts("refuse_to_assess", reasons=reasons, full_reasons=(), deadlines=Deadlines()))
    for words in ("4 reasons", "161 characters", "full reasons", "appeal by", "mediation by"):
        assert words in found


def test_a_kind_that_the_basis_does_not_have_is_refused() -> None:
    assert "refuse_to_assess is not decided on non_statutory" in refused(facts("refuse_to_assess", "non_statutory"))


@pytest.mark.parametrize("kind", ["refuse_to_assess", "cease", "amend"])
def test_a_reader_who_does_not_hold_the_rights_is_told_who_does_and_given_no_deadline(kind: str) -> None:
    to_parent = told(facts(kind, holds_rights=False))
    assert "these rights are Sam’s own now" in to_parent
    assert "14 November 2026" not in to_parent
    assert "Try mediation" not in to_parent
    to_child = told(facts(kind, reader="young_person", holds_rights=False))
    assert "We have written to them about how" in to_child
    assert "14 November 2026" not in to_child


@pytest.mark.parametrize(("basis", "kind"), [case[:2] for case in CASES if case[2] == "school"])
def test_a_school_is_told_of_no_deadline_that_is_the_familys(basis: str, kind: str) -> None:
    words = told(facts(kind, basis, "school"))
    assert "14 November 2026" not in words
    assert "Try mediation" not in words
    assert "holds no rights" in refused(facts(kind, basis, "school", holds_rights=True))


def test_while_an_appeal_can_be_made_a_plan_that_ceases_stays_in_force() -> None:
    assert "for as long as you can still appeal. If you appeal, it stays in force" in told(facts("cease"))
    others = told(facts("cease", holds_rights=False))
    assert "for as long as Sam can still appeal. If Sam appeals, it stays in force" in others


def test_a_missing_voice_is_asked_for_and_not_held_against_the_child() -> None:
    words = told(facts("refuse_to_assess", voices=()))
    assert "We do not have your own words yet" in words
    assert "did not count against Sam" in words
