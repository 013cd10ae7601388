"""From one text to another, one change after another, in the order of the text: each rulebook on the way can be run.

What is added is put in before it is read, and what is removed goes when nothing reads it any more. Pieces that can be
changed only together (a value of another shape with what reads it) are one change that names them all; where nothing
less can run, all that is left is one change.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from engine.explaining.differing import CAME, WENT, Difference, Row, differences
from engine.explaining.stated import standing
from engine.rulebook import Rulebook
from engine.whatif.between import Between, RoundAndRound
from engine.whatif.pieces import ORDER, Key, Pieces, differing

Runs = Callable[[Rulebook], bool]
SECTIONS = {"value": ("value",), "fact": ("need", "question"), "rule": ("rule",), "derive": ("step",)}
NO_EFFECT = frozenset({"Source", "Help", "Read as", "Area", "Called", "Says", "Otherwise"})
"""Parts of a thing whose words are told elsewhere, and which move no award."""

TITLES = {
    "rounding": ("Rounded", "How amounts are rounded"),
    "counting": ("How awards are counted in time", "How awards are counted in time"),
}
"""Of what a rulebook says of itself, what is a change: the label that it has there, and its title here."""


@dataclass(frozen=True)
class Made:
    """One change. book: the text once it and all before it are made; alone: the first text with it by itself, None
    where that cannot run."""

    keys: tuple[Key, ...]
    title: str
    words: tuple[str, ...]
    book: Rulebook
    alone: Rulebook | None

    @property
    def name(self) -> str:
        """Its key in a document: "value:tariff", several joined by "+"."""
        return "+".join(f"{kind}:{name}" for kind, name in self.keys)


def changes_between(before: Pieces, after: Pieces, runs: Runs) -> tuple[Made, ...]:
    """The changes in the order in which they are made. The last one's book is the second text itself.

    runs: whether a rulebook between the two can be run at all; asked only of those in which everything fits.
    """
    between = Between(before, after)
    said = _said(before, after)
    left = list(differing(before, after))
    loud = [key for key in left if key in said or key == ORDER]
    taken: frozenset[Key] = frozenset()
    made: list[Made] = []
    while left:
        group = _next(between, taken, left, loud, runs)
        if not set(loud) & set(left) - set(group):
            group = tuple(left)  # what is left says nothing of itself
        left = [key for key in left if key not in group]
        taken |= set(group)
        book = after.book if not left else between.book(taken)
        made.append(_made(between, group, book, said, runs))
    return tuple(made)


def whole_change(before: Pieces, after: Pieces) -> tuple[Made, ...]:
    """The whole text as one change, where one of the two is not in force on the day."""
    key = ("rulebook", before.book.name)
    return (Made((key,), after.book.title, ("The whole text",), after.book, after.book),)


def _next(between: Between, taken: frozenset[Key], left: list[Key], loud: list[Key], runs: Runs) -> tuple[Key, ...]:
    """The first change that can be made now: by itself if one can, else with as few others as its readers need."""
    firsts = [key for key in left if key in loud] or left
    for key in firsts:
        if _fits(between, taken | {key}, runs):
            return (key,)
    groups = [_with_readers(between, taken, key, left) for key in firsts]
    for group in sorted(groups, key=len):
        if len(group) < len(left) and _fits(between, taken | set(group), runs):
            return group
    return tuple(left)


def _with_readers(between: Between, taken: frozenset[Key], key: Key, left: list[Key]) -> tuple[Key, ...]:
    group = {key}
    while more := (between.wanting(taken | group) & set(left)) - group:
        group |= more
    return tuple(each for each in left if each in group)


def _fits(between: Between, taken: frozenset[Key], runs: Runs) -> bool:
    if between.wanting(taken):
        return False
    try:
        return runs(between.book(taken))
    except RoundAndRound:
        return False


def _made(between: Between, group: tuple[Key, ...], book: Rulebook, said: dict[Key, Difference], runs: Runs) -> Made:
    told = list(dict.fromkeys(said[key].title for key in group if key in said))
    words = tuple(dict.fromkeys(line for key in group if key in said for line in _words(said[key])))
    title = " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told) or _named(group)
    keys = frozenset(group)
    alone = between.book(keys) if _fits(between, keys, runs) else None
    return Made(tuple(key for key in group if key in said) or group, title, words or (title,), book, alone)


def _said(before: Pieces, after: Pieces) -> dict[Key, Difference]:
    """What differs in words, by piece; a piece whose kind alone differs says nothing of itself."""
    found: dict[tuple[str, str], Difference] = {}
    for each in differences(standing(before.book, before.day), standing(after.book, after.day)):
        found[each.section, each.name] = each
    said: dict[Key, Difference] = {}
    for kind, name in differing(before, after):
        for section in SECTIONS.get(kind, ("step", "rulebook")):
            thing = found.get((section, name if kind != "rulebook" and kind != "allow" else after.book.name))
            if thing is not None:
                said[kind, name] = _only(thing, kind, name, after)
                break
    return {key: each for key, each in said.items() if each.rows}


def _only(thing: Difference, kind: str, name: str, after: Pieces) -> Difference:
    """Of what is said of the rulebook itself, the rows of this piece; of anything else, all that can move an award."""
    if kind == "rulebook" and name not in TITLES:
        return replace(thing, rows=())
    if kind == "rulebook":
        label, title = TITLES[name]
        return replace(thing, title=title, rows=tuple(r for r in thing.rows if r.label[0] == label))
    if kind == "allow":
        fact = after.book.facts.get(name)
        label = f"Besides need: {fact.asks if fact else name}"
        return replace(thing, title=label, rows=tuple(r for r in thing.rows if r.label[0] == label))
    return replace(thing, rows=tuple(r for r in thing.rows if r.label[:1] not in {(each,) for each in NO_EFFECT}))


def _words(thing: Difference) -> Iterable[str]:
    if thing.became == CAME:
        return (f"{thing.title}: this is new.", *(_row(thing, row) for row in thing.rows if row.now))
    if thing.became == WENT:
        return (f"{thing.title}: this goes.",)
    return [*_shifted(thing), *(_row(thing, row) for row in thing.rows if row not in _moving(thing))]


def _moving(thing: Difference) -> list[Row]:
    """Rows that say the same of other keys: the rung that gives band 3 begins elsewhere."""
    gone = [row.was for row in thing.rows if row.now is None]
    new = [row.now for row in thing.rows if row.was is None]
    once = {text for text in gone if gone.count(text) == new.count(text) == 1}
    return [row for row in thing.rows if (row.was or row.now) in once and None in (row.was, row.now)]


def _shifted(thing: Difference) -> Iterable[str]:
    moving = _moving(thing)
    for row in moving:
        if row.now is None:
            other = next(each for each in moving if each.now == row.was)
            yield f"{thing.title}, {row.was}: {_label(row)} becomes {_label(other)}"


def _label(row: Row) -> str:
    return ", ".join(each for each in row.label if each and each != "Is")


def _row(thing: Difference, row: Row) -> str:
    label = _label(row)
    itself = not label or label == thing.title or (label, thing.title) in TITLES.values()
    lead = thing.title if itself else f"{thing.title}, {label}"
    if row.was is None:
        return f"{lead}: {row.now}"
    return f"{lead}: {row.was} becomes {row.now}" if row.now is not None else f"{lead}: no more ({row.was} until now)"


def _named(group: tuple[Key, ...]) -> str:
    if ORDER in group:
        return "The order in which rules and outcomes stand"
    return ", ".join(name.replace("_", " ") for _, name in group).capitalize()
