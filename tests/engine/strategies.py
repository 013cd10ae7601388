"""Random rulebooks, written as YAML and read by the real loader, and random answers to them.

`rulebooks()` draws every construct of the language: all kinds of fact with and without "none", plain
dated values, ladders (open, closed, refer, above, below), tables (wildcards, otherwise, refer), two
years, chains of rules read positively and negatively, units. `answers_to` leaves some unanswered.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import strategies as st

from engine.facts import Fact
from engine.language.loading import load_text
from engine.rulebook import Rulebook
from engine.values import NONE, Value
from tests.engine.random_expressions import OPTIONS, Draw, Expressions

KINDS = ("number", "money", "choice", "yes_no", "percent", "date")
DAYS = tuple(map(dt.date.fromisoformat, ("2026-09-14", "2026-04-01", "2027-03-31", "2027-04-01", "2028-02-29")))
TABLE_KEYS = {"number": ("0", "1", "2", "3.5"), "choice": OPTIONS, "yes_no": ("yes", "no")}

_LIST = f"[{', '.join(OPTIONS)}]"
_FACTS = {
    "level": "type: level, levels: [a, b, c, d, e]",
    "whole": "type: whole, most: 60",
    "number": "type: number, most: 100, unit: hours",
    "number_or_none": "type: number, least: -50, most: 50, places: 2, none: not counted",
    "money": "type: money, most: £9000",
    "money_or_none": "type: money, least: -£500, most: £9000, none: not costed",
    "percent": "type: percent",
    "date": "type: date",
    "evidence": "type: date",
    "yes_no": "type: yes_no",
    "choice": f"type: choice, options: {_LIST}",
    "choice_or_none": f"type: choice, options: {_LIST}, none: not recorded",
    "ranked": f"type: ranked, options: {_LIST}, most: 3",
    "set": f"type: set, options: {_LIST}",
}


@dataclass
class _Declared:
    """What a rulebook being drawn has declared so far."""

    draw: Draw
    facts: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    lookups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    derives: dict[str, list[str]] = field(default_factory=dict)

    def small(self, most: int, least: int = 0) -> int:
        return self.draw(st.integers(least, most))

    def pick(self, *words: str) -> str:
        return self.draw(st.sampled_from(words))

    def derived(self, kind: str) -> list[str]:
        return self.derives.get(kind, [])

    def fact(self, sort: str) -> str:
        name = f"{sort}_{self.small(1) + 1}"
        kind = "evidence" if sort == "evidence" else "need"
        self.facts[name] = f"{{{_FACTS[sort]}, kind: {kind}, asks: Is it so}}"
        return name

    def value(self, kind: str) -> str:
        name = f"{kind}_value_{self.small(1) + 1}"
        if name not in self.values:
            self.values[name] = self._dated(lambda: [f"is: {self.literal(kind)}"])
        return name

    def lookup(self, kind: str, write: Expressions, depth: int) -> str:
        """A call of a ladder or table that gives `kind`."""
        name = f"{kind}_{self.pick('ladder', 'table')}_{self.small(1) + 1}"
        if name not in self.values:
            keys = KEYS_OF_LADDERS if "ladder" in name else tuple(TABLE_KEYS)
            by = tuple(self.pick(*keys) for _ in range(1 if "ladder" in name else self.small(2, 1)))
            self.lookups[name] = by
            self.values[name] = self._dated(
                lambda: self._ladder(kind, by[0]) if "ladder" in name else self._table(kind, by)
            )
        return f"{name}({', '.join(write.kind(key, depth) for key in self.lookups[name])})"

    def _dated(self, shape: Callable[[], list[str]]) -> str:
        """The same shape in one entry, or in one for each year."""
        starts = ["2026-04-01"] + ["2027-04-01"] * self.small(1)
        entries = []
        for start in starts:
            lines = [f"from: {start}", "source: policy", *shape()]
            entries.append("\n".join([f"    - {lines[0]}", *(f"      {line}" for line in lines[1:])]))
        return "\n".join(entries)

    def literal(self, kind: str) -> str:
        """A value as a policy officer writes it."""
        if kind == "number":
            return self.pick("0", "1", "2", "3", "12", "-4", "1.5", "0.25", "1,000")
        if kind == "money":
            return self.pick("£0", "£1,240", "£3220.50", "£0.01", "£6000", "-£75")
        if kind == "percent":
            return self.pick("25%", "0%", "12.5%", "100%")
        if kind == "date":
            return self.pick("2026-09-01", "2024-02-29", "2025-08-31")
        return self.pick(*OPTIONS) if kind == "choice" else self.pick("yes", "no")

    def _result(self, kind: str) -> str:
        return "refer" if self.small(7) == 7 else self.literal(kind)

    def _ladder(self, kind: str, key: str) -> list[str]:
        starts = sorted(self.draw(st.sets(st.integers(-5, 40), min_size=1, max_size=4)))
        lines = ["below: refer"] if self.small(3) == 3 else []
        closed = key == "number" and self.small(3) == 3
        past = self.small(50, starts[-1] + 1)
        if self.small(2) == 2:
            lines.append(f"above: {{from: {_as_key(past, key)}, do: refer}}")
        lines.append("ladder:")
        ends = [*(start - 1 for start in starts[1:]), past - 1]
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
            result = self._result(kind) if number else self.literal(kind)
            lines.append(f"  {start} to {end}: {result}" if closed else f"  {_as_key(start, key)}: {result}")
        return lines

    def _table(self, kind: str, by: tuple[str, ...]) -> list[str]:
        lines = [f"by: [{', '.join(f'key_{n}' for n in range(len(by)))}]"]
        if self.small(2):
            lines.append(f"otherwise: {self._result(kind)}")
        return [*lines, "rows:", *self._rows(kind, by, "  ")]

    def _rows(self, kind: str, by: tuple[str, ...], indent: str, first: bool = True) -> list[str]:
        keys = self.draw(st.lists(st.sampled_from((*TABLE_KEYS[by[0]], '"*"')), min_size=1, max_size=3, unique=True))
        lines = []
        for number, key in enumerate(keys):
            only = first and number == 0  # at least one cell is no referral
            if len(by) == 1:
                lines.append(f"{indent}{key}: {self.literal(kind) if only else self._result(kind)}")
            else:
                lines += [f"{indent}{key}:", *self._rows(kind, by[1:], indent + "  ", only)]
        return lines


KEYS_OF_LADDERS = ("number", "money", "percent")


def _as_key(start: int, key: str) -> str:
    if key == "money":
        return f"{'-' if start < 0 else ''}£{abs(start) * 100}"
    return f"{start}%" if key == "percent" else str(start)


def _period(draw: Draw) -> str:
    return draw(
        st.sampled_from(
            ("", "", "", ", in_force: {from: 2027-04-01}", ", in_force: {from: 2026-04-01, to: 2027-03-31}")
        )
    )


@st.composite
def rulebook_texts(draw: Draw, most_rules: int = 5, outcome: tuple[str, ...] = KINDS) -> str:
    """The text of a rulebook that the loader takes. outcome: what kinds its outcomes may be."""
    names = _Declared(draw)
    derives = []
    for number in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(KINDS))
        derives.append(f"  derived_{number}: '{Expressions(draw, names).kind(kind, 2)}'")
        names.derives.setdefault(kind, []).append(f"derived_{number}")
    rules = []
    for number in range(draw(st.integers(0, most_rules))):
        then = draw(st.sampled_from(("note", "ask", "flag", "return", "refer", "route")))
        earlier = tuple(f"rule_{n}" for n in range(number))
        when = Expressions(draw, names, earlier, then in ("ask", "note", "return")).condition(2)
        extra = (", route: somewhere" if then == "route" else "") + _period(draw)
        said = f"then: {then}, met: Met., not_met: Not met., source: policy{extra}"
        rules.append(f"  - {{id: rule_{number}, when: '{when}', {said}}}")
    outcomes = []
    for number in range(draw(st.integers(1, 2))):
        written = Expressions(draw, names).kind(draw(st.sampled_from(outcome)), 2)
        outcomes.append(f"  outcome_{number}: '{written}'")
    return "\n".join(
        [
            "rulebook: random",
            "title: A random rulebook",
            "decides: top_up",
            "in_force: {from: 2026-04-01, to: 2028-03-31}",
            f"rounding: {draw(st.sampled_from(('half_even', 'half_up', 'down', 'up')))}",
            "sources: {policy: {title: Policy, publisher: Us}}",
            "facts:" + ("" if names.facts else " {}"),
            *(f"  {name}: {declared}" for name, declared in names.facts.items()),
            *(["values:"] if names.values else []),
            *(f"  {name}:\n{declared}" for name, declared in names.values.items()),
            *(["derive:", *draw(st.permutations(derives))] if derives else []),
            *(["rules:", *draw(st.permutations(rules))] if rules else []),
            "outcome:",
            *outcomes,
            "",
        ]
    )


@st.composite
def fit_texts(draw: Draw) -> str:
    """The text of a fit rulebook: some conditions joined in the verdict, softer ones beside them, a few order keys."""
    names = _Declared(draw)
    parts = [Expressions(draw, names).condition(2) for _ in range(draw(st.integers(1, 3)))]
    softer = [Expressions(draw, names).condition(2) for _ in range(draw(st.integers(0, 2)))]
    keys = [Expressions(draw, names).kind(draw(st.sampled_from(KINDS)), 1) for _ in range(draw(st.integers(0, 3)))]
    said = "then: note, met: Met., not_met: Not met., source: policy"
    rules = [f"  - {{id: part_{n}, when: is_{n}, {said}}}" for n in range(len(parts))]
    rules += [f"  - {{id: softer_{n}, when: '{each}', {said}}}" for n, each in enumerate(softer)]
    whose = {name: draw(st.sampled_from(("child", "place"))) for name in names.facts}
    return "\n".join(
        [
            "rulebook: random",
            "title: A random rulebook of fit",
            "decides: fit",
            "in_force: {from: 2026-04-01, to: 2028-03-31}",
            "sources: {policy: {title: Policy, publisher: Us}}",
            "facts:" + ("" if names.facts else " {}"),
            *(f"  {name}: {declared[:-1]}, of: {whose[name]}}}" for name, declared in names.facts.items()),
            *(["values:"] if names.values else []),
            *(f"  {name}:\n{declared}" for name, declared in names.values.items()),
            "derive:",
            *(f"  is_{n}: '{part}'" for n, part in enumerate(parts)),
            "rules:",
            *draw(st.permutations(rules)),
            "outcome:",
            f"  suits: '{' and '.join(f'is_{n}' for n in range(len(parts)))}'",
            *(["order:"] if keys else []),
            *(f"  key_{n}: '{each}'" for n, each in enumerate(keys)),
            "",
        ]
    )


def rulebooks(most_rules: int = 5) -> st.SearchStrategy[Rulebook]:
    """Random rulebooks, loaded."""
    return rulebook_texts(most_rules).map(load_text)


def values_of(fact: Fact) -> st.SearchStrategy[Value]:
    """Answers to one fact in the measure of its kind, small ones and edges first; "none" where it may be."""
    least, most = int(fact.least or 0), int(fact.most or 0)
    few = sorted({least, most, *range(max(least, 0), min(most, 60) + 1)}, key=abs)
    by_kind: dict[str, Callable[[], st.SearchStrategy[Value]]] = {
        "whole": lambda: st.sampled_from(few),
        "number": lambda: st.one_of(
            st.sampled_from(few).map(Decimal),
            st.integers(least * 10**fact.places, most * 10**fact.places).map(lambda n: Decimal(n).scaleb(-fact.places)),
        ),
        "money": lambda: st.one_of(
            st.sampled_from([pence for pence in range(0, 1_000_001, 50_000) if least <= pence <= most]),
            st.integers(least, most),
        ),
        "date": lambda: st.one_of(st.sampled_from(DAYS), st.dates(dt.date(2023, 12, 1), dt.date(2028, 6, 30))),
        "yes_no": st.booleans,
        "choice": lambda: st.sampled_from(fact.type.options),
        "ranked": lambda: st.lists(st.sampled_from(fact.type.options), max_size=most, unique=True).map(tuple),
        "set": lambda: st.frozensets(st.sampled_from(fact.type.options)),
    }
    by_kind["percent"] = by_kind["number"]
    known = by_kind[fact.type.kind]()
    return st.one_of(known, known, known, st.just(NONE)) if fact.type.maybe_none else known


@st.composite
def answers_to(draw: Draw, book: Rulebook) -> dict[str, Value]:
    """Answers to a rulebook, about one in seven left unanswered."""
    return {name: draw(values_of(fact)) for name, fact in book.facts.items() if draw(st.integers(0, 6)) < 6}


@dataclass(frozen=True)
class Case:
    """A rulebook, a day and some sets of answers. Shown as the text it came from."""

    book: Rulebook
    day: dt.date
    answers: tuple[dict[str, Value], ...]

    def __repr__(self) -> str:
        return f"{self.book.text}\n# on {self.day}\n# {self.answers}"


@st.composite
def cases(draw: Draw, most_rules: int = 5, most_answers: int = 3) -> Case:
    """A random rulebook with one or more sets of answers to it."""
    book = draw(rulebooks(most_rules))
    day = draw(st.sampled_from(DAYS))
    return Case(book, day, tuple(draw(st.lists(answers_to(book), min_size=1, max_size=most_answers))))
