"""Where things stand in a rulebook's text: steps, rows and sentences, which the loaded rulebook does not place."""

from collections.abc import Iterator

from engine.language.literals import read_literal
from engine.language.source_text import Entries, Items, Text, Written, read_text
from engine.problems import Complaints, Place
from engine.rulebook import DatedShape, Rulebook
from engine.values import Type, Value


class Whereabouts:
    """Finds places in the text of a rulebook that loaded. What is not found is placed by what holds it."""

    def __init__(self, book: Rulebook) -> None:
        self.start = Place(book.file, 1, 1)
        self.written = read_text(book.text, book.file, Complaints())
        self.mappings = dict(_mappings(self.written))

    def section(self, *names: str) -> Place:
        """The key at the end of this path of names, or of as much of it as there is."""
        at, here = self.start, self.written
        for name in names:
            if not isinstance(here, Entries) or name not in here.keys:
                break
            at, here = here.keys[name].at, here.entries[name]
        return at

    def field(self, holder: Place, name: str) -> Place:
        """The field `name` of the list entry (a rule, a dated value, an allow line) that stands at `holder`."""
        found = self._entry(holder)
        value = found.get(name) if found else None
        return value.at if value is not None else holder

    def rung(self, dated: DatedShape, number: int) -> tuple[Place, str]:
        """A ladder's step by its number: its place and its key as written. One past the last is `above`."""
        entry = self._entry(dated.at)
        ladder = entry.get("ladder") if entry else None
        if entry is None or not isinstance(ladder, Entries):
            return dated.at, ""
        keys = list(ladder.keys.values())
        if number < len(keys):
            return keys[number].at, keys[number].text
        above = entry.get("above")
        return (above.at, "above") if above is not None else (ladder.at, "")

    def closed(self, dated: DatedShape) -> bool:
        """Whether a ladder's steps are written as `0 to 11`."""
        return " to " in self.rung(dated, 0)[1]

    def cell(self, dated: DatedShape, key: tuple[Value | None, ...]) -> Place:
        """A table's cell by its key."""
        return self.key(dated, key)[0]

    def key(self, dated: DatedShape, key: tuple[Value | None, ...]) -> tuple[Place, Type | None]:
        """The last key of a (whole or partial) table key: its place, and the type it was written as."""
        entry = self._entry(dated.at)
        here: Written | None = entry.get("rows") if entry else None
        at, last = dated.at, None
        for part in key:
            if not isinstance(here, Entries):
                break
            found = next((text for text in here.keys.values() if _means(text, part)), None)
            if found is None:
                break
            at, last, here = found.at, found, here.entries[found.text]
        literal = read_literal(last, Complaints()) if last else None
        return at, literal[1] if literal else None

    def _entry(self, at: Place) -> Entries | None:
        return self.mappings.get(at)


def _means(text: Text, part: Value | None) -> bool:
    if part is None:
        return text.text == "*"
    found = read_literal(text, Complaints())
    return found is not None and type(found[0]) is type(part) and found[0] == part


def _mappings(written: Written | None) -> Iterator[tuple[Place, Entries]]:
    if isinstance(written, Entries):
        yield written.at, written
        for each in written.entries.values():
            yield from _mappings(each)
    elif isinstance(written, Items):
        for each in written.items:
            yield from _mappings(each)
