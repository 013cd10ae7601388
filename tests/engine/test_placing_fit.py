"""Whether places suit a child: every rule said, hard or softer; an unknown asked of whoever knows; one fixed order."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from engine.assessing import OpinionsDiffer, assess
from engine.language.loading import load_folder, load_text
from engine.law.institutions import INSTITUTIONS
from engine.opinions.network import Network, Opinion
from engine.placing.fit import Place, Question, confirm_fit, fit_all
from engine.placing.ordering import key_order, ordered
from engine.problems import Refused
from engine.proof.check import check_rulebook
from engine.proof.fitting import hard_rules
from engine.values import Type, Value

RULES = Path(__file__).resolve().parents[2] / "rules"
DAY = dt.date(2026, 9, 14)
SMALL = """\
rulebook: fits
title: Fit
about: A small one.
decides: fit
in_force: {from: 2026-04-01}
sources: {policy: {title: Policy, publisher: Us}}
facts:
  age: {type: whole, kind: context, of: child, most: 25, asks: How old is the child?}
  needs: {type: set, kind: need, of: child, options: [hoist, signing], asks: What is needed?}
  least: {type: whole, kind: provision, of: place, most: 25, asks: From what age?}
  offers: {type: set, kind: provision, of: place, options: [hoist, signing], asks: What is offered?}
  miles: {type: number, kind: provision, of: place, most: 500, asks: How far is it?}
  own: {type: yes_no, kind: provision, of: place, asks: Is it the council's own?}
derive:
  old_enough: "age >= least"
rules:
  - {id: near, when: "miles <= 8", then: note, met: "It is {miles} miles away.", not_met: Far., source: policy}
  - {id: of_age, when: "old_enough", then: note, met: Old enough., not_met: "It takes from {least}.", source: policy}
  - {id: met, when: "needs <= offers", then: note, met: All is offered., not_met: Not all is., source: policy}
outcome:
  suits: "old_enough and needs <= offers"
order:
  in_house: "own"
  distance: "miles"
"""
BOOK = load_text(SMALL)
CHILD: dict[str, Value] = {"age": 7, "needs": frozenset({"signing"})}


def place(code: str, **answers: Value) -> Place:
    known: dict[str, Value] = {"least": 4, "offers": frozenset({"signing"}), "miles": Decimal(3), "own": True}
    return Place(code, {**known, **answers})


def without(code: str, *names: str) -> Place:
    whole = place(code)
    return Place(code, {name: each for name, each in whole.answers.items() if name not in names})


def test_every_rule_is_said_of_every_place() -> None:
    suits, not_offered = fit_all(BOOK, CHILD, [place("A"), place("B", offers=frozenset({"hoist"}))], DAY)
    assert (suits.code, suits.fit, not_offered.fit) == ("A", "yes", "no")
    assert [(r.rule, r.truth, r.hard, r.words) for r in suits.reasons] == [
        ("near", True, False, "It is 3 miles away."),
        ("of_age", True, True, "Old enough."),
        ("met", True, True, "All is offered."),
    ]
    assert [(r.truth, r.words) for r in not_offered.reasons][-1] == (False, "Not all is.")


def test_a_softer_condition_changes_no_verdict() -> None:
    (far,) = fit_all(BOOK, CHILD, [place("A", miles=Decimal(90))], DAY)
    assert far.fit == "yes"
    assert (far.reasons[0].truth, far.reasons[0].words) == (False, "Far.")


def test_what_is_not_known_is_asked_of_whoever_knows() -> None:
    (found,) = fit_all(BOOK, {"needs": frozenset({"signing"})}, [without("A", "offers", "miles")], DAY)
    assert found.fit == "unknown"
    assert found.questions == (
        Question("age", "child", "How old is the child?", True),
        Question("offers", "place", "What is offered?", True),
        Question("miles", "place", "How far is it?", False),
    )
    assert [(r.truth, r.words) for r in found.reasons] == [
        (None, "How far is it?"),
        (None, "How old is the child?"),
        (None, "What is offered?"),
    ]
    assert found.keys == (True, None)


def test_a_rule_that_joins_a_part_of_the_verdict_with_more_is_softer_and_its_question_stays_hard() -> None:
    book = load_text(SMALL.replace('when: "miles <= 8"', 'when: "miles <= 8 and old_enough"'))
    assert hard_rules(book) == {"of_age", "met"}
    (found,) = fit_all(book, {"needs": frozenset({"signing"})}, [place("A")], DAY)
    assert [(reason.rule, reason.truth, reason.hard) for reason in found.reasons[:2]] == [
        ("near", None, False), ("of_age", None, True),
    ]  # fmt: skip
    assert found.questions == (Question("age", "child", "How old is the child?", True),)


def test_one_condition_that_is_not_met_is_enough() -> None:
    (found,) = fit_all(BOOK, {"age": 3}, [place("A")], DAY)
    assert found.fit == "no"
    assert [question.fact for question in found.questions] == ["needs"]


def test_a_place_answers_for_itself_alone() -> None:
    (found,) = fit_all(BOOK, {**CHILD, "miles": Decimal(1)}, [Place("A", {"age": 2, "least": 4})], DAY)
    assert (found.fit, found.keys) == ("unknown", (None, None))


def test_a_day_on_which_nothing_is_in_force_is_refused() -> None:
    with pytest.raises(ValueError, match="fits is not in force on 2026-03-31"):
        fit_all(BOOK, CHILD, [], dt.date(2026, 3, 31))


def test_verdicts_are_confirmed_or_there_are_none() -> None:
    places = [place("A"), without("B", "least"), place("C", least=11)]
    with Network() as network:
        verdicts, compared = confirm_fit(BOOK, CHILD, places, DAY, network)
    assert verdicts == fit_all(BOOK, CHILD, places, DAY)
    assert compared == ("reference: 4 numbers and names, 5 conditions, 0 ladder and table lookups, 3 rules",
                        "durable-rules: 3 rules, 0 ladder steps")  # fmt: skip
    astray = Network(distort=lambda opinion: Opinion(opinion.met - {"of_age"}, opinion.refuted, opinion.steps))
    with astray, pytest.raises(OpinionsDiffer, match="rule of_age"):
        confirm_fit(BOOK, CHILD, places, DAY, astray)


def test_the_order_is_preference_then_fit_then_the_keys_in_turn() -> None:
    places = [
        place("far", miles=Decimal(7)), place("no", least=16, miles=Decimal(1)), place("asked", least=16),
        place("theirs", own=False, miles=Decimal(2)), without("unknown", "least"), without("silent", "miles"),
        place("second", miles=Decimal(9)), place("near"), place("also", miles=Decimal(3)),
    ]  # fmt: skip
    wished = {"asked": 0, "second": 1}
    found = ordered(
        BOOK, fit_all(BOOK, CHILD, places, DAY), lambda v: v, lambda v: "Named alike", lambda v: wished.get(v.code)
    )
    assert [v.code for v in found] == [
        "asked", "second", "also", "near", "far", "silent", "theirs", "unknown", "no",
    ]  # fmt: skip


def test_names_stand_in_the_order_of_their_options() -> None:
    kinds = Type("choice", options=("own", "near", "far"))
    assert sorted([None, "far", "own", "near"], key=lambda each: key_order(each, kinds)) == ["own", "near", "far", None]


def test_the_pass_finds_what_assess_finds() -> None:
    for each in (place("A"), without("B", "least"), place("C", least=11)):
        (verdict,) = fit_all(BOOK, CHILD, [each], DAY)
        whole = assess(BOOK, {**CHILD, **each.answers}, DAY)
        assert {"yes": True, "no": False, "unknown": None}[verdict.fit] is whole.outcome["suits"]


# What makes a rulebook one of fit


def problems(old: str, new: str) -> list[str]:
    assert old in SMALL
    return [
        str(problem).removeprefix("rulebook.yaml:") for problem in check_rulebook(load_text(SMALL.replace(old, new)))
    ]


def test_the_small_rulebook_holds() -> None:
    assert check_rulebook(BOOK) == []
    assert check_rulebook(load_folder(RULES / "place_fit")) == []


def test_a_part_of_the_verdict_that_no_rule_says_is_refused() -> None:
    assert problems('suits: "old_enough and', 'suits: "own and old_enough and') == [
        "21:11: no rule says this part of `suits`. Expected each part joined by `and` to be the `when` of a rule, with "
        "its two sentences. Write the rule, or name the part under `derive` and read the name in both."
    ]


def test_a_hard_rule_holds_on_every_day() -> None:
    (found,) = problems("{id: met,", "{id: met, in_force: {from: 2026-09-01},")
    assert "`met` says a part of `suits`, and not on every day" in found


def test_only_conditions_stand_in_a_fit_rulebook() -> None:
    (found,) = problems("then: note, met: Old", "then: refer, met: Old")
    assert "`of_age` has `then: refer` in a fit rulebook" in found


def test_the_first_outcome_is_the_verdict() -> None:
    (found,) = problems("  suits:", "  good:")
    assert "the first outcome, `good`, is a yes or no. Expected `suits`" in found


def test_what_is_not_known_is_never_read_as_an_answer() -> None:
    (found,) = problems('when: "miles <= 8"', 'when: "not known(miles) or miles <= 8"')
    assert "17:27: known(…) stands in `near`, in a fit rulebook" in found


def test_what_may_be_needed_can_be_answered() -> None:
    found = problems("of: child, options: [hoist, signing]", "of: child, options: [hoist, signing, braille]")
    assert [each.split(".")[0] for each in found] == [
        "19:22: `braille` may be asked for in `met`, and no place can answer it",
        "21:26: `braille` may be asked for in `suits`, and no place can answer it",
    ]


def test_a_set_that_may_be_none_is_guarded_before_it_is_held_against_another() -> None:
    with pytest.raises(Refused, match='may be answered "none"'):
        load_text(
            SMALL.replace(
                "options: [hoist, signing], asks: What is needed?",
                "options: [hoist, signing], none: nothing, asks: What is needed?",
            )
        )


def test_the_shipped_rulebook_can_be_asked_all_that_section_f_may_require() -> None:
    book = load_folder(RULES / "place_fit")
    assert book.facts["offers"].words == book.facts["section_f_requires"].words
    assert set(book.facts["caters_for"].type.options) == set(book.facts["primary_need"].type.options)
    assert book.facts["place_kind"].type.options == tuple(INSTITUTIONS)
    assert book.facts["support_given"].words == book.facts["support_needed"].words
