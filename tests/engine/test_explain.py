"""Reasons: each says what is so, in order, in words; every condition of a rulebook is found in every trace."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from engine.assessing import Assessment, assess
from engine.explaining.changes import MOST_SETS
from engine.explaining.explain import Explanation, explain
from engine.explaining.report import report
from engine.explaining.say import report_text
from engine.language.loading import load_text
from engine.opinions.evaluate import evaluate
from engine.opinions.layout import layout_of
from engine.tree import Literal, conditions
from tests.engine.explained import NAMES, example, worked_cases
from tests.engine.small_books import DAY, HEAD
from tests.engine.strategies import Case, cases

RANDOM = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
ORDER = ("fact", "step", "amount", "rule")


def sentences(explanation: Explanation) -> list[str]:
    return [reason.sentence for reason in explanation.why]


# The trace


def check_trace(assessment: Assessment, explanation: Explanation) -> None:
    """Every elementary condition once, in its home, with the truth that the evaluation found."""
    book = assessment.rulebook
    in_force = book.on(assessment.day)
    found = [(line.home, line.truth) for line in explanation.trace if line.kind == "condition"]
    truths = assessment.evaluation.truths if assessment.evaluation else "-" * len(layout_of(in_force).conditions)
    expected = [(site.within, truth) for site, truth in zip(layout_of(in_force).conditions, truths, strict=True)]
    held = {rule.id for rule in in_force.rules}
    for rule in book.rules:
        if rule.id not in held:
            expected += [(rule.id, "-") for node in conditions(rule.when) if not isinstance(node, Literal)]
    assert sorted(found) == sorted(expected)
    rules = [line.home for line in explanation.trace if line.kind == "rule"]
    assert rules == [rule.id for rule in book.rules]
    steps = [line.home for line in explanation.trace if line.kind in ("step", "outcome", "order")]
    assert steps == [*book.derives, *book.outcomes, *book.order]
    lookups = [line for line in explanation.trace if line.kind == "lookup"]
    assert len(lookups) == len(layout_of(in_force).lookups)
    assert all(line.says.endswith((".", "?", ".”")) for line in explanation.trace)


@pytest.mark.parametrize("name", NAMES)
def test_every_condition_of_a_shipped_rulebook_is_in_every_trace(name: str) -> None:
    for _, assessment in worked_cases(name):
        check_trace(assessment, explain(assessment))


@settings(RANDOM, max_examples=150)
@given(case=cases())
def test_anything_can_be_explained(case: Case) -> None:
    """Random rulebooks and answers: nothing fails, every condition is traced, no brace is left."""
    for answers in case.answers:
        assessment = assess(case.book, answers, case.day)
        explanation = explain(assessment)
        check_trace(assessment, explanation)
        assert report(assessment, explanation, None)["status"] == assessment.status
        assert "{" not in report_text(assessment, explanation, None)


# Why


@pytest.mark.parametrize("name", NAMES)
def test_reasons_are_few_and_in_order(name: str) -> None:
    for case, assessment in worked_cases(name):
        explanation = explain(assessment)
        if assessment.status == "settled":
            assert 3 <= len(explanation.why) <= 8, (case, sentences(explanation))
        assert 1 <= len(explanation.why) <= 10, case
        if assessment.evaluation and not assessment.rulebook.order:
            places = [ORDER.index(reason.about) for reason in explanation.why]
            assert places == sorted(places) or "step" not in [r.about for r in explanation.why[-1:]], case
        for reason in explanation.why:
            assert reason.sentence.endswith((".", "?", ".”")), reason
            assert reason.sentence[0].isupper() or reason.sentence[0] in "“£0123456789−", reason


def test_every_step_names_its_source() -> None:
    for reason in explain(example("year_4_mainstream")).why:
        if reason.about in ("step", "amount", "rule"):
            assert reason.sources, reason


def test_points_step_amount_and_route() -> None:
    said = sentences(explain(example("year_4_mainstream")))
    assert "34 points is band 3 (30 to 39)." in said
    assert "Top-up for a full year is £4,680, the tariff for a mainstream school and band 3." in said
    assert said[-1] == "A mainstream school and no EHC plan: the partnership's budget carries the award."


def test_what_the_parts_count_adds_up() -> None:
    """The points told in the reasons are the points of the step."""
    explanation = explain(example("year_10_after_an_injury"))
    counted = [line for line in sentences(explanation) if "count" in line]
    digits = [
        int(word) for line in counted for word in line.replace(",", "").split(" between")[0].split() if word.isdigit()
    ]
    levels = [int(line.split("level ")[n + 1][0]) for line in counted for n in range(line.count("level "))]
    assert sum(digits) - sum(levels) == 52


def test_need_alone_is_labelled_where_a_person_decides() -> None:
    explanation = explain(example("year_6_plan_section_f_above_band"))
    assert any(line.startswith("By need alone the top-up") for line in sentences(explanation))
    whole = report(explanation.assessment, explanation, None)
    assert whole["status"] == "referred"
    assert whole["outcome"]["band"] == 4
    assert "need alone" in whole["outcome_is"]


def test_above_the_ladder_says_where_it_ends() -> None:
    text = (
        "facts:\n  points: {type: whole, kind: need, asks: Points}\n"
        "values:\n  bands: [{from: 2026-04-01, source: policy, ladder: {0: 0, 10: 1}, above: {from: 20, do: refer}}]\n"
        'outcome: {band: "bands(points)"}\n'
    )
    explanation = explain(assess(load_text(HEAD + text), {"points": 20}, DAY))
    assert (
        sentences(explanation)[-1]
        == "20 points lie beyond the bands, which end below 20: a person must judge or price it."
    )
    near = explain(assess(load_text(HEAD + text), {"points": 19}, DAY))
    assert [each.sentence for each in near.why_not] == [
        "From 20 points, one more than here, no band applies and a person decides."
    ]
    assert near.why_not[0].short_by == "1 point"


# Why not


def test_the_next_step_and_how_far_it_is() -> None:
    first, *rest = explain(example("year_4_mainstream")).why_not
    assert (first.sentence, first.short_by) == ("Band 4 begins at 40 points, six more than here.", "6 points")
    book = example("year_4_mainstream").rulebook
    unmet = [rule.id for rule in book.rules if rule.then in ("return", "refer")]
    assert [each.name for each in rest] == unmet


# What would change it


def test_each_change_does_what_it_says() -> None:
    for name in (
        "year_4_mainstream",
        "year_10_after_an_injury",
        "year_6_plan_section_f_above_band",
        "year_1_no_cycles_yet",
    ):
        assessment = example(name)
        explanation = explain(assessment)
        assert explanation.changes
        now = assessment.outcome["band"]
        for change in explanation.changes:
            found = evaluate(assessment.rulebook, {**assessment.answers, **change.facts}, assessment.day)
            assert (found.status, found.outcome) == (change.status, change.outcome)
            assert {assessment.rulebook.facts[fact].kind for fact in change.facts} <= {"need", "evidence"}
            if change.direction == "ready":
                assert found.status != "incomplete"
            else:
                assert (change.outcome["band"] is None or change.outcome["band"] > now) == (change.direction == "up")


def test_changes_are_smallest_first() -> None:
    changes = explain(example("year_10_after_an_injury")).changes
    up = [change for change in changes if change.direction == "up"]
    down = [change for change in changes if change.direction == "down"]
    assert changes == (*up, *down)
    assert len(up) == len(down) == MOST_SETS
    assert {len(change.facts) for change in up} == {2}, "no single answer reaches 65 points from 52"
    assert {len(change.facts) for change in down} == {1}
    assert (
        down[0].sentence
        == "With “attention and memory” at level 3 instead of 4, it would be band 4, top-up for a full year £7,420."
    )


def test_an_unsettled_case_has_questions_and_no_changes() -> None:
    explanation = explain(example("year_8_one_strand_unanswered"))
    assert explanation.changes == ()
    questions = [ask.name for ask in explanation.asks if ask.kind == "fact"]
    assert questions == ["wellbeing"]


# What is missing


def test_missing_tells_what_matters_and_what_waits() -> None:
    explanation = explain(example("year_8_one_strand_unanswered"))
    facts = [(each.name, each.matters) for each in explanation.missing if each.kind == "fact"]
    assert facts == [("wellbeing", True), ("views_child", False)]
    waiting = {each.name: each for each in explanation.missing if each.kind == "rule"}
    assert waiting["beyond_the_bands"].waits_for == ("wellbeing",)
    assert waiting["beyond_the_bands"].matters
    assert not waiting["agency_evidence"].matters if "agency_evidence" in waiting else True


def test_a_day_before_the_rulebook() -> None:
    explanation = explain(example("year_4_mainstream", day="2025-03-31"))
    assert sentences(explanation) == ["This rulebook is in force from 1 April 2025, so not on 31 March 2025."]
    assert explanation.changes == ()
    assert {line.truth for line in explanation.trace if line.kind == "condition"} == {"-"}


def test_deep_chains_are_followed_once() -> None:
    """Each step reads the one before twice; following both would never end."""
    derives = "".join(f'  s{n}: "max(s{n - 1}, s{n - 1} + 0)"\n' for n in range(1, 60))
    text = (
        "facts:\n  level: {type: whole, kind: need, asks: How far, most: 9}\n"
        f'derive:\n  s0: "level + 0"\n{derives}outcome: {{band: "s59 + s58"}}\n'
    )
    assessment = assess(load_text(HEAD + text), {"level": 3}, dt.date(2026, 9, 14))
    explanation = explain(assessment)
    assert assessment.outcome["band"] == 6
    assert explanation.changes
    check_trace(assessment, explanation)
    assert Decimal(6) == report(assessment, explanation, None)["outcome"]["band"]
