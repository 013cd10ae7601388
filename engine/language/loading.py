"""From a rulebook's folder to a checked tree: every problem of form, name and kind at once."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from engine.language.awarding import AWARD, read_award
from engine.language.conclusions import read_rules, rule_order, rule_sections
from engine.language.dated import read_values
from engine.language.declarations import read_facts, read_sources
from engine.language.grammar import Lookupable, Scope, read_expression
from engine.language.sections import Section
from engine.language.source_text import Entries, Text, Written, read_text
from engine.language.vocabulary import VOCABULARY_FILE, Vocabulary, read_vocabulary, shipped
from engine.problems import Complaints, Place, Refused
from engine.rulebook import Allow, DatedShape, Ladder, Plain, Rulebook, Step, Table
from engine.values import NONE, ROUNDINGS, Type, Value

RULEBOOK_FILE: Final = "rulebook.yaml"
MOST_BYTES: Final = 2_000_000
RESERVED: Final = frozenset({"day", NONE, "yes", "no", "refer", "and", "or", "not", "in", "if", "else", "is"})
_TOP: Final = ("rulebook", "title", "decides", "in_force", "sources", "facts", "outcome")
_MORE: Final = (
    "about",
    "notice",
    "rounding",
    "over",
    "values",
    "derive",
    "rules",
    "order",
    "allow",
    AWARD,
)


def read_source(path: Path) -> str:
    """A rulebook text from a file. Raises `Refused` in plain words."""
    complaints, at = Complaints(), Place(str(path), 1, 1)
    try:
        raw = path.read_bytes()
        if len(raw) > MOST_BYTES:
            complaints.add(at, f"the file has {len(raw):,} bytes", f"at most {MOST_BYTES:,}", "Split it")
        complaints.raise_if_any()
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        complaints.add(at, "the file is not UTF-8 text", "UTF-8", "Save it again as UTF-8")
    except OSError as error:
        complaints.add(at, f"the file cannot be read: {error.strerror}", "a readable file", "Check the path")
    raise Refused(complaints.problems)


def load_folder(folder: Path) -> Rulebook:
    """The rulebook in a folder, with the vocabulary beside the folder or else the shipped one.

    Raises `Refused` with all problems.
    Form, names and kinds are checked here; `engine.proof.check` proves the rest.
    """
    beside, file = folder.parent / VOCABULARY_FILE, folder / RULEBOOK_FILE
    text = read_source(file)
    vocabulary_text = read_source(beside) if beside.exists() else shipped().text
    return load_text(text, vocabulary_text, str(file), str(beside))


def load_text(
    text: str,
    vocabulary_text: str = "",
    file: str = RULEBOOK_FILE,
    vocabulary_file: str = VOCABULARY_FILE,
) -> Rulebook:
    """The rulebook in a text. Raises `Refused` with every problem found."""
    complaints = Complaints()
    vocabulary = read_vocabulary(vocabulary_text, vocabulary_file, complaints)
    written = read_text(text, file, complaints)
    if written is None:
        raise Refused(complaints.problems)
    book = _Loader(written, vocabulary, text, file, complaints).load()
    complaints.raise_if_any()
    assert book is not None
    return book


class _Loader:
    def __init__(self, written: Written, vocabulary: Vocabulary, text: str, file: str, complaints: Complaints) -> None:
        self.file, self.text, self.vocabulary, self.complaints = file, text, vocabulary, complaints
        self.at = Place(file, 1, 1)
        self.top = Section(written, "the rulebook", self.at, complaints, _TOP, _MORE)

    def load(self) -> Rulebook | None:
        top, complaints = self.top, self.complaints
        if not top.ok:
            return None
        self.sources = read_sources(top, complaints)
        self.facts = read_facts(top, self.vocabulary.facts, self.vocabulary.areas, complaints)
        self.values = read_values(top, self.sources, complaints)
        self.rounding = top.choice("rounding", tuple(ROUNDINGS), "half_even")
        self.award = read_award(top, self.rounding, self.sources, complaints)
        self.over = top.words("over") or None
        self.derive_texts = self._steps("derive")
        self.rule_sections = rule_sections(top)
        self._names()
        self.derives: dict[str, Step] = {}
        self.deriving: list[str] = []
        self.broken: set[str] = set()
        for name, (key, _) in self.derive_texts.items():
            try:
                self._derived(name)
            except RecursionError:
                self.broken.update(self.deriving)
                self.deriving.clear()
                wrong = "derived names are chained too deeply"
                complaints.add(key.at, wrong, "shorter chains of shorter expressions", "Shorten the chain")
        rules = read_rules(self.rule_sections, self.scope, self.sources, self.vocabulary.routes, complaints)
        outcomes = self._read_steps("outcome")
        order = self._read_steps("order")
        in_force = Section(top.entries.get("in_force"), "`in_force`", self.at, complaints, ("from",), ("to",)).period()
        if complaints.problems or in_force is None:
            return None
        return Rulebook(
            name=top.words("rulebook"),
            title=top.words("title"),
            about=top.words("about"),
            notice=top.words("notice"),
            decides=top.choice("decides", ("top_up", "placement", "fit", "allocation"), ""),
            in_force=in_force,
            rounding=self.rounding,
            over=self.over,
            sources=self.sources,
            facts=self.facts,
            values=self.values,
            derives=self.derives,
            rules=rules,
            rule_order=rule_order(rules, complaints),
            outcomes=outcomes,
            order=order,
            allow=self._allow(outcomes),
            areas=self.vocabulary.areas,
            routes=self.vocabulary.routes,
            text=self.text,
            vocabulary_text=self.vocabulary.text,
            sha256=text_hash(self.text, self.vocabulary.text),
            file=self.file,
            award=self.award,
        )

    def _steps(self, section: str) -> dict[str, tuple[Text, Written]]:
        return {name.text: (name, written) for name, written in self.top.named(section)}

    def _names(self) -> None:
        """One meaning a name: facts, values, derived names and rules share one room."""
        seen: dict[str, str] = {}
        places = {
            "fact": {n: f.at for n, f in self.facts.items()},
            "value": {k.text: k.at for k, _ in self.top.named("values")},
            "derived name": {n: t.at for n, (t, _) in self.derive_texts.items()},
            "rule": {n: s.at for n, s in self.rule_sections.items()},
        }
        from engine.language.functions import NAMES

        for what, names in places.items():
            for name, at in names.items():
                taken = seen.get(name) or ("word of the language" if name in RESERVED or name in NAMES else None)
                if taken:
                    self.complaints.add(at, f"`{name}` is already a {taken}", "one meaning a name", "Rename one")
                seen[name] = what

    @cached_property
    def scope(self) -> Scope:
        plain: dict[str, tuple[Type, tuple[Value, ...]]] = {}
        lookups: dict[str, Lookupable] = {}
        for name, dated in self.values.items():
            shapes = [entry.shape for entry in dated]
            if isinstance(shapes[0], Plain):
                plain[name] = (
                    _widest(dated),
                    tuple(s.value for s in shapes if isinstance(s, Plain)),
                )
            elif isinstance(shapes[0], Ladder):
                lookups[name] = Lookupable((shapes[0].key_type,), _widest(dated))
            elif isinstance(shapes[0], Table):
                lookups[name] = Lookupable(tuple(None for _ in shapes[0].by), _widest(dated))
        return Scope(
            self.facts,
            plain,
            lookups,
            self._derived,
            frozenset(self.derive_texts),
            frozenset(self.rule_sections),
            self.rounding,
            bool(self.over),
            frozenset(self._declared() - self.facts.keys() - self.values.keys()),
        )

    def _declared(self) -> set[str]:
        return {name.text for part in ("facts", "values") for name, _ in self.top.named(part)}

    def _derived(self, name: str) -> Type | None:
        if name in self.derives:
            return self.derives[name].node.type
        if name in self.broken:
            return None
        key, written = self.derive_texts[name]
        if name in self.deriving:
            path = " → ".join([*self.deriving[self.deriving.index(name) :], name])
            self.complaints.add(
                key.at,
                f"`{name}` depends on itself: {path}",
                "steps that do not go round",
                "Break the circle",
            )
            self.broken.add(name)
            return None
        if len(self.deriving) > 100:
            self.complaints.add(
                key.at,
                "derived names are chained too deeply",
                "at most 100 steps",
                "Shorten the chain",
            )
            return None
        self.deriving.append(name)
        step = self._step(key, written)
        self.deriving.pop()
        if step is None or name in self.broken:
            self.broken.add(name)
            return None
        self.derives[name] = step
        return step.node.type

    def _step(self, key: Text, written: Written) -> Step | None:
        says, unit, text = key.text.replace("_", " "), None, written
        if isinstance(written, Entries):
            section = Section(written, f"`{key.text}`", key.at, self.complaints, ("is",), ("says", "unit"))
            says, unit = section.words("says") or says, section.words("unit") or None
            found = section.text("is")
            if found is None:
                return None
            text = found
        if not isinstance(text, Text):
            self.complaints.add(
                text.at,
                f"`{key.text}` is not an expression",
                'such as "min(cap, points)"',
                "Write it in quotes",
            )
            return None
        node = read_expression(text, self.scope, self.complaints)
        return Step(key.text, node, " ".join(text.text.split()), says, key.at, unit) if node else None

    def _read_steps(self, section: str) -> dict[str, Step]:
        steps = {name: self._step(key, written) for name, (key, written) in self._steps(section).items()}
        for name, step in steps.items():
            if step and step.node.type.maybe_none:
                self.complaints.add(
                    step.at,
                    f'the outcome `{name}` may be "none"',
                    "always a value",
                    "Use given(…, otherwise)",
                )
            if step and step.node.type.kind in ("ranked", "set"):
                self.complaints.add(
                    step.at,
                    f"the outcome `{name}` is a {step.node.type}",
                    "a number, money, a name, a day, yes or no",
                    "Derive one of those",
                )
        return {name: step for name, step in steps.items() if step}

    def _allow(self, outcomes: Mapping[str, Step]) -> tuple[Allow, ...]:
        found = []
        for each in self.top.items("allow"):
            section = Section(each, "an `allow` entry", each.at, self.complaints, ("fact", "shapes", "why"))
            fact, shapes = section.text("fact"), section.texts("shapes")
            if fact and fact.text not in self.facts:
                self.complaints.add(fact.at, f"`{fact.text}` is not a fact", "a declared fact", "Correct it")
            for shape in shapes:
                if shape.text not in outcomes:
                    self.complaints.add(
                        shape.at,
                        f"`{shape.text}` is not an outcome",
                        "one of " + ", ".join(outcomes),
                        "Correct it",
                    )
            if fact:
                found.append(Allow(fact.text, tuple(s.text for s in shapes), section.words("why"), section.at))
        return tuple(found)


def text_hash(text: str, vocabulary_text: str) -> str:
    """What names a rulebook for ever: `cat rulebook.yaml vocabulary.yaml | sha256sum`."""
    return hashlib.sha256((text + vocabulary_text).encode()).hexdigest()


def _widest(dated: tuple[DatedShape, ...]) -> Type:
    first = dated[0].shape.type
    if any(entry.shape.type.kind == "number" for entry in dated):
        return replace(first, kind="number")
    options = tuple(dict.fromkeys(o for entry in dated for o in entry.shape.type.options))
    return replace(first, options=options)
