"""Need leads: a read of every shared fact, put into every expression of every shipped rulebook, is refused
exactly where design section 2 forbids it, and nothing that may not count ever moves a status, band or amount."""

import ast
import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.facts import Fact
from engine.language.loading import load_folder, load_text, read_vocabulary
from engine.opinions.evaluate import evaluate
from engine.problems import Complaints, Problem
from engine.proof.cases import Case, read_cases
from engine.proof.need_led import readings, refused_readings
from engine.rulebook import Rule, Rulebook, Step
from engine.tree import And, Arithmetic, Compare, IfElse, Literal, Name, Node, Not, Or
from engine.values import YES_NO, Value
from tests.engine.strategies import values_of

RULES = Path(__file__).resolve().parents[2] / "rules"
FOLDERS = sorted(path.parent for path in RULES.glob("*/rulebook.yaml"))

# As design section 2 says it, written down a second time.
FORBIDDEN = {
    "outcome": {"duty", "plan", "diagnosis", "family", "identity", "money"},
    "refer": {"plan", "diagnosis", "family", "identity", "money"},
    "return": {"plan", "diagnosis", "family", "identity", "money", "duty"},
    "route": {"diagnosis", "family", "identity", "money"},
    "ask": set[str](),
    "note": set[str](),
    "flag": set[str](),
    "order": set[str](),
}
NEVER_IN_FIT = {"diagnosis", "family", "identity", "money"}
NEVER_IN_ALLOCATION = {"evidence", "duty", "plan", "diagnosis", "family", "identity"}
FORBIDDEN_BY = {
    "top_up": FORBIDDEN,
    "placement": FORBIDDEN,
    "fit": {
        **FORBIDDEN,
        "outcome": NEVER_IN_FIT,
        "refer": NEVER_IN_FIT,
        "note": {"money"},
        "order": NEVER_IN_FIT - {"money"},
    },
    "allocation": {**FORBIDDEN, **dict.fromkeys(("outcome", "refer", "return", "route", "order"), NEVER_IN_ALLOCATION)},
}


@cache
def book_in(folder: Path) -> Rulebook:
    return load_folder(folder)


@cache
def vocabulary() -> Mapping[str, Fact]:
    text = (RULES / "vocabulary.yaml").read_text(encoding="utf-8")
    return read_vocabulary(text, "vocabulary.yaml", Complaints()).facts


def texts(book: Rulebook) -> dict[str, str]:
    """Every expression by the name of its step or rule."""
    steps = (*book.derives.values(), *book.outcomes.values(), *book.order.values())
    return {f"outcome {s.name}" if s.name in book.outcomes else s.name: s.text for s in steps} | {
        rule.id: rule.text for rule in book.rules
    }


class Oracle:
    """Who reads what, found from the written text with Python's own parser and nothing of the engine's trees."""

    def __init__(self, book: Rulebook) -> None:
        self.texts = texts(book)
        raw = yaml.safe_load(book.text)
        self.referring = {name for name, entries in raw.get("values", {}).items() if "refer" in str(entries)}
        self.reads = {name: self._names(ast.parse(text, mode="eval")) for name, text in self.texts.items()}

    def closure(self, names: set[str]) -> set[str]:
        """The expressions that these names rest on, themselves included."""
        found, left = set[str](), list(names)
        while left:
            name = left.pop()
            if name in self.reads and name not in found:
                found.add(name)
                left.extend(self.reads[name])
        return found

    def deciding(self) -> Iterator[set[str]]:
        """For each call of a ladder or table that can refer: the expressions that decide where it lands."""
        for text in self.texts.values():
            for node in ast.walk(ast.parse(text, mode="eval")):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in self.referring:
                    yield self.closure(set().union(*map(self._names, node.args)) if node.args else set())

    def _names(self, tree: ast.AST) -> set[str]:
        return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def expected(book: Rulebook, oracle: Oracle, into: str, fact: Fact) -> bool:
    """Whether reading `fact` in the expression called `into` must be refused."""
    forbidden = FORBIDDEN_BY[book.decides]
    for name in book.outcomes:
        if into in oracle.closure({f"outcome {name}"}):
            allowed = any(entry.fact == fact.name and name in entry.shapes for entry in book.allow)
            wants_leave = book.decides in ("top_up", "placement") and fact.kind in ("context", "provision")
            if fact.kind in forbidden["outcome"] or (wants_leave and not allowed):
                return True
    if any(into in oracle.closure({name}) and fact.kind in forbidden["order"] for name in book.order):
        return True
    if any(into in oracle.closure({rule.id}) and fact.kind in forbidden[rule.then] for rule in book.rules):
        return True
    return fact.kind in forbidden["refer"] and any(into in names for names in oracle.deciding())


def reading(node: Node, fact: Fact) -> Node:
    """`node` with a read of `fact` that changes nothing."""
    name = Name(fact.name, "fact", fact.type, node.at)
    test = Compare("==", name, name, YES_NO, node.at)
    if node.type.kind == "yes_no":
        return And((node, Or((test, Not(test, YES_NO, node.at)), YES_NO, node.at)), YES_NO, node.at)
    if node.type.numeric:
        nothing = Literal(0, node.type, node.at)
        return Arithmetic("+", node, IfElse(test, nothing, nothing, node.type, node.at), node.type, node.at)
    return IfElse(test, node, node, node.type, node.at)


def injected(book: Rulebook, into: str, fact: Fact) -> Rulebook:
    """The rulebook with a read of `fact` in one of its expressions."""

    def steps(old: Mapping[str, Step], prefix: str = "") -> dict[str, Step]:
        return {
            name: dataclasses.replace(step, node=reading(step.node, fact)) if prefix + name == into else step
            for name, step in old.items()
        }

    rules = tuple(dataclasses.replace(r, when=reading(r.when, fact)) if r.id == into else r for r in book.rules)
    return dataclasses.replace(
        book,
        facts={**book.facts, fact.name: fact},
        derives=steps(book.derives),
        outcomes=steps(book.outcomes, "outcome "),
        order=steps(book.order),
        rules=rules,
    )


def about(problems: list[Problem], fact: str) -> list[Problem]:
    return [problem for problem in problems if f"fact `{fact}`" in problem.wrong]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_shared_fact_in_every_expression(folder: Path) -> None:
    book, refused, accepted = book_in(folder), 0, 0
    oracle = Oracle(book)
    assert not list(refused_readings(book))
    for into in oracle.texts:
        for fact in vocabulary().values():
            found = about(list(refused_readings(injected(book, into, fact))), fact.name)
            assert bool(found) == expected(book, oracle, into, fact), (into, fact.name, found)
            accepted += not found
            refused += bool(found)
            for problem in found:
                path = problem.wrong.rsplit(": ", 1)[1].split(" → ")
                assert path[-1] == fact.name
                assert into.removeprefix("outcome ") in path
    assert refused > 0
    assert accepted > 0


def test_county_top_up_really_asks_what_may_not_count() -> None:
    asked = {fact.kind for fact in book_in(RULES / "county_top_up").facts.values()}
    assert {"plan", "diagnosis", "family", "money", "duty", "identity"} <= asked


def test_the_path_is_told() -> None:
    book = book_in(RULES / "county_top_up")
    found = about(list(refused_readings(injected(book, "points", vocabulary()["ehc_plan"]))), "ehc_plan")
    wrongs = [problem.wrong for problem in found]
    assert wrongs[0].startswith("`band` reads the plan fact `ehc_plan`: band → need_band → bands → points → ehc_plan")
    assert found[0].expected == "an outcome to read only need, evidence, provision, context"


def test_readings_give_the_shortest_way() -> None:
    book = book_in(RULES / "islington_matrix")
    found = readings(book, book.outcomes["most_a_year"])
    assert found["hearing"] == (
        "most_a_year", "tariff_amount", "tariff", "tariff_from_points", "points", "sensory_points", "hearing",
    )  # fmt: skip
    rule = next(rule for rule in book.rules if rule.id == "advice_needed")
    assert isinstance(rule, Rule)
    assert readings(book, rule)["advice"] == ("advice_needed", "advice")


# Fit and allocation

FIT = """\
rulebook: fits
title: Fit
decides: fit
in_force: {from: 2026-04-01}
sources: {policy: {title: Policy, publisher: Us}}
facts:
  ehc_plan: shared
  primary_need: shared
  section_f_cost: shared
  partnership_uncommitted: shared
  parental_preference: shared
  additional_cost: shared
  sex: shared
  ceiling: {type: money, kind: provision, of: place, asks: What is paid at most}
  known_to_us: {type: choice, kind: provision, of: place, asks: Who is there, options: [female, male, not_said]}
  age: {type: whole, kind: context, of: child, asks: How old}
  designated: {type: set, kind: provision, of: place, asks: For whom, options: [ASD, SEMH, HI]}
  main: {type: choice, kind: provision, of: place, asks: For whom first, options: [ASD, SEMH, HI], none: For all}
derive:
  need_type: "given(primary_need, 'OTH')"
  affordable: "additional_cost <= ceiling"
rules:
  - {id: said, when: "RULE", then: note, met: Yes., not_met: No., source: policy}
outcome:
  suits: "OUTCOME"
order:
  key: "ORDER"
"""


def refusals(outcome: str = "age > 3", order: str = "age", rule: str = "age > 3") -> str:
    text = FIT.replace("OUTCOME", outcome).replace("ORDER", order).replace("RULE", rule)
    book = load_text(text, (RULES / "vocabulary.yaml").read_text(encoding="utf-8"))
    return "\n".join(problem.wrong for problem in refused_readings(book))


@pytest.mark.parametrize(
    "outcome",
    [
        "age > 3 and ehc_plan",
        "given(section_f_cost, 0) > 0",
        "given(primary_need, 'OTH') in designated",
        "need_type in designated",
        "given(main, 'HI') == 'HI' or main == primary_need",
        "need_type not in designated or age > 4",
    ],
)
def test_a_verdict_of_fit_may_read(outcome: str) -> None:
    assert refusals(outcome) == ""


@pytest.mark.parametrize(
    ("outcome", "path"),
    [
        ("need_type == 'ASD'", "suits → need_type → primary_need"),
        ("('ASD' if need_type == 'HI' else 'SEMH') in designated", "suits → need_type → primary_need"),
        ("need_type in designated and need_type != 'HI'", "suits → need_type → primary_need"),
        ("partnership_uncommitted > 0", "suits → partnership_uncommitted"),
        ("additional_cost < 5000000", "suits → additional_cost"),
        ("additional_cost == ceiling and age > 3", "suits → additional_cost"),
        ("affordable and age > 3", "suits → affordable → additional_cost"),
        ("known_to_us == sex", "suits → sex"),
        ("parental_preference == 'stay'", "suits → parental_preference"),
    ],
)
def test_a_verdict_of_fit_may_not_read(outcome: str, path: str) -> None:
    assert path in refusals(outcome)


def test_a_softer_condition_may_say_who_the_child_is_and_never_money() -> None:
    assert refusals(rule="sex == 'female' and parental_preference == 'stay'") == ""
    assert "said → affordable → additional_cost" in refusals(rule="affordable or age > 3")


def test_order_keys_may_read_money_and_no_wishes() -> None:
    assert refusals(order="partnership_uncommitted") == ""
    assert refusals(order="additional_cost") == ""
    assert "key → parental_preference" in refusals(order="1 if parental_preference == 'stay' else 2")


# What may not count moves nothing


@cache
def cases_of(folder: Path) -> tuple[Case, ...]:
    file = folder / "cases.yaml"
    book = book_in(folder)
    found = read_cases(book, file.read_text(encoding="utf-8"), str(file), Complaints())
    return tuple(case for case in found if book.in_force.holds(case.day))


@st.composite
def requests(draw: st.DrawFn, folder: Path) -> tuple[dt.date, dict[str, Value]]:
    """A worked case with some answers redrawn and some taken away."""
    book = book_in(folder)
    case = draw(st.sampled_from(cases_of(folder)))
    answers = dict(case.units[""])
    for name in draw(st.sets(st.sampled_from(sorted(book.facts)), max_size=4)):
        if draw(st.integers(0, 3)):
            answers[name] = draw(values_of(book.facts[name]))
        else:
            answers.pop(name, None)
    return case.day, answers


def redrawn(
    draw: st.DrawFn, book: Rulebook, answers: Mapping[str, Value], kinds: set[str], *, unanswered: bool
) -> dict[str, Value]:
    """The answers with every fact of these kinds drawn anew."""
    found = dict(answers)
    for name, fact in book.facts.items():
        if fact.kind in kinds:
            found.pop(name, None)
            if not unanswered or draw(st.booleans()):
                found[name] = draw(values_of(fact))
    return found


PRICED = [folder for folder in FOLDERS if book_in(folder).decides in ("top_up", "placement")]


@pytest.mark.parametrize("folder", PRICED, ids=lambda folder: folder.name)
@settings(max_examples=60)
@given(data=st.data())
def test_plan_diagnosis_family_identity_and_money_move_nothing(folder: Path, data: st.DataObject) -> None:
    book = book_in(folder)
    day, answers = data.draw(requests(folder))
    kinds = {"plan", "diagnosis", "family", "identity", "money"}
    others = [data.draw(st.composite(redrawn)(book, answers, kinds, unanswered=True)) for _ in range(3)]
    first = evaluate(book, answers, day)
    for other in others:
        second = evaluate(book, other, day)
        assert (first.status, first.outcome) == (second.status, second.outcome)


@pytest.mark.parametrize("folder", PRICED, ids=lambda folder: folder.name)
@settings(max_examples=60)
@given(data=st.data())
def test_duty_moves_no_band_and_at_most_refers(folder: Path, data: st.DataObject) -> None:
    book = book_in(folder)
    day, answers = data.draw(requests(folder))
    one, two = (
        evaluate(book, data.draw(st.composite(redrawn)(book, answers, {"duty"}, unanswered=False)), day)
        for _ in range(2)
    )
    assert one.outcome == two.outcome
    if one.status != two.status:  # what was unsettled may be referred, for a person to judge
        assert {one.status, two.status} in ({"settled", "referred"}, {"unsettled", "referred"})
