"""An overlay: a rulebook with some of its parts otherwise, to be tried and never used.

It names a rulebook and holds only what differs; laid over the rulebook's text, line by line, it gives a whole text that
is read, checked and hashed like any. The same two texts always give the same bytes. Comments and empty lines of the
rulebook stay where they are.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from engine.language.awarding import AWARD
from engine.language.loading import RULEBOOK_FILE, read_source
from engine.language.sections import Section
from engine.language.source_text import Entries, Items, Text, Written, read_text
from engine.problems import Complaints, Place, Problem, Refused, in_order

SUFFIX: Final = ".yaml"
_HEAD: Final = ("overlay", "title", "changes", "from")
_NAMED: Final = ("sources", "facts", "values", "derive", "outcome", "order")
"""Sections whose entries are replaced and added by name."""
_LISTED: Final = {"rules": "id", "allow": "fact"}
"""Sections whose entries are told apart by one of their own names."""
_WHOLE: Final = ("rounding", "in_force", AWARD)
"""Parts that are replaced whole."""
_TAKES_OUT: Final = "take_out"


@dataclass(frozen=True, slots=True)
class Overlay:
    """What an overlay file says. changes: the rulebook it is laid over. from_day: from which it is thought of.

    text, file: as it was written, and where.
    """

    name: str
    title: str
    about: str
    changes: str
    from_day: dt.date
    text: str
    file: str

    def over(self, text: str, file: str = RULEBOOK_FILE) -> "Laid":
        """The whole text that it gives, laid over a rulebook's. Raises `Refused`: it replaces what is not there."""
        complaints = Complaints()
        own, base = read_text(self.text, self.file, complaints), read_text(text, file, complaints)
        complaints.raise_if_any()
        assert isinstance(own, Entries)
        assert isinstance(base, Entries)
        found = _Laying(_Page(own, self.text, self.file), _Page(base, text, file), complaints).laid()
        complaints.raise_if_any()
        return found


@dataclass(frozen=True, slots=True)
class Laid:
    """A whole text, and of each of its lines where it was written; its column is what is added to a column there."""

    text: str
    lines: tuple[Place, ...]

    def written_at(self, problems: Iterable[Problem]) -> list[Problem]:
        """Problems of the whole text, each at the line that somebody wrote: of the overlay, or of the rulebook."""
        return in_order(replace(each, where=self._place(each.where)) for each in problems)

    def _place(self, where: Place | str) -> Place | str:
        if isinstance(where, str) or Path(where.file).name != RULEBOOK_FILE or not 0 < where.line <= len(self.lines):
            return where
        at = self.lines[where.line - 1]
        return Place(at.file, at.line, max(1, where.column + at.column))


def read_overlay(path: Path) -> Overlay:
    """The overlay in a file. Raises `Refused` with every problem of its form."""
    return overlay_of(read_source(path), str(path))


def overlay_of(text: str, file: str) -> Overlay:
    """The overlay in a text; its name is that of its file. Raises `Refused` with every problem of its form."""
    complaints = Complaints()
    written = read_text(text, file, complaints)
    if written is None:
        raise Refused(complaints.problems)
    optional = ("about", *_WHOLE, *_NAMED, *_LISTED, _TAKES_OUT)
    top = Section(written, "the overlay", Place(file, 1, 1), complaints, _HEAD, optional)
    name, said = Path(file).stem, top.text("overlay")
    if name == Path(RULEBOOK_FILE).stem:
        complaints.add(Place(file, 1, 1), f"an overlay is not called {name}", "a name of its own", "Rename its file")
    elif said is not None and said.text != name:
        complaints.add(said.at, f"the overlay is called `{said.text}` and its file {name}", "one name", "Rename one")
    day, from_day = top.text("from"), None
    if day is not None:
        try:
            from_day = dt.date.fromisoformat(day.text)
        except ValueError:
            complaints.add(day.at, f"`{day.text}` is no day", "a day such as 2027-04-01", "Write the day")
    if top.ok and not complaints.problems and not set(top.entries) - {*_HEAD, "about"}:
        complaints.add(top.at, "the overlay changes nothing", "a part of the rulebook", "Write what differs")
    complaints.raise_if_any()
    assert from_day is not None
    return Overlay(name, top.words("title"), top.words("about"), top.words("changes"), from_day, text, file)


@dataclass(frozen=True)
class _Page:
    """A text with its tree, and which lines each part of it has: from the first, to before the last (from 0)."""

    top: Entries
    text: str
    file: str

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def parts(self, section: Written, ends: int, by: str | None) -> Mapping[str, tuple[Place, int, int]]:
        """The entries of a section by name: where each is written, and its lines."""
        if isinstance(section, Entries):
            starts = {name: key.at for name, key in section.keys.items()}
        elif isinstance(section, Items) and by is not None:
            starts = {_called(each, by): each.at for each in section.items}
        else:
            return {}
        begins = [at.line - 1 for at in starts.values()]
        spans = pairwise([*begins, ends])
        return {name: (at, *self._trimmed(*span)) for (name, at), span in zip(starts.items(), spans, strict=True)}

    def span(self, name: str) -> tuple[int, int]:
        """The lines of a part at the top."""
        begins = [key.at.line - 1 for key in self.top.keys.values()]
        first = self.top.keys[name].at.line - 1
        return self._trimmed(first, min([each for each in begins if each > first], default=len(self.lines)))

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        lines = self.lines
        while last > first + 1 and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
            last -= 1
        return first, last


@dataclass
class _Cut:
    """Lines of the rulebook that go, from the first to before the last, and what comes instead."""

    first: int
    last: int
    instead: list[tuple[str, Place]]


class _Laying:
    def __init__(self, own: _Page, base: _Page, complaints: Complaints) -> None:
        self.own, self.base, self.complaints = own, base, complaints
        self.cuts: list[_Cut] = []

    def laid(self) -> Laid:
        for name in self.own.top.entries:
            if name in _WHOLE:
                self._whole(name)
            elif name in _NAMED or name in _LISTED:
                self._section(name)
        self._take_out()
        return self._put_together()

    def _whole(self, name: str) -> None:
        instead = self._lines(*self.own.span(name), shift=0)
        first, last = self.base.span(name) if name in self.base.top.entries else self._end()
        self.cuts.append(_Cut(first, last, instead))

    def _section(self, name: str) -> None:
        own, by = self.own.top.entries[name], _LISTED.get(name)
        if name not in self.base.top.entries:
            self.cuts.append(_Cut(*self._end(), self._lines(*self.own.span(name), shift=0)))
            return
        parts = self._parts(self.own, name, by)
        there = self._parts(self.base, name, by)
        if not parts:
            self.complaints.add(own.at, f"`{name}` holds nothing to change", "entries by their name", "Write them so")
        if not there:
            wrong = f"`{name}` of the rulebook has no entries on lines of their own"
            self.complaints.add(own.at, wrong, "a rulebook written one entry a line", "Write the rulebook so")
            return
        column = next(iter(there.values()))[0].column
        for each, (at, first, last) in parts.items():
            instead = self._lines(first, last, shift=column - at.column)
            if each in there:
                self.cuts.append(_Cut(*there[each][1:], instead))
            else:
                end = max(span[2] for span in there.values())
                self.cuts.append(_Cut(end, end, instead))

    def _take_out(self) -> None:
        if _TAKES_OUT not in self.own.top.entries:
            return
        section = Section(
            self.own.top.entries[_TAKES_OUT], f"`{_TAKES_OUT}`", Place(self.own.file, 1, 1), self.complaints,
            (), (*_NAMED, *_LISTED),
        )  # fmt: skip
        for name in section.entries:
            there = self._parts(self.base, name, _LISTED.get(name)) if name in self.base.top.entries else {}
            for each in section.texts(name):
                if each.text in there:
                    self.cuts.append(_Cut(*there[each.text][1:], []))
                else:
                    wrong = f"`{each.text}` is not in `{name}` of the rulebook"
                    self.complaints.add(each.at, wrong, "what is there", "Correct it")

    def _parts(self, page: _Page, name: str, by: str | None) -> Mapping[str, tuple[Place, int, int]]:
        section, (first, last) = page.top.entries[name], page.span(name)
        found = page.parts(section, last, by)
        own_line = [at.line - 1 for at, _, _ in found.values()]
        return found if len(set(own_line)) == len(own_line) and first not in own_line else {}

    def _end(self) -> tuple[int, int]:
        return (len(self.base.lines), len(self.base.lines))

    def _lines(self, first: int, last: int, shift: int) -> list[tuple[str, Place]]:
        """Lines of the overlay with their places, moved so many columns to the right."""
        found = []
        for number, line in enumerate(self.own.lines[first:last], first + 1):
            room = len(line) - len(line.lstrip(" "))
            moved = " " * max(0, room + shift) + line.lstrip(" ") if line.strip() else ""
            found.append((moved, Place(self.own.file, number, -shift)))
        return found

    def _put_together(self) -> Laid:
        found: list[tuple[str, Place]] = []
        at = 0
        for cut in sorted(self.cuts, key=lambda each: (each.first, each.last)):
            found += self._kept(at, cut.first)
            found += cut.instead
            at = max(at, cut.last)
        found += self._kept(at, len(self.base.lines))
        return Laid("".join(f"{line}\n" for line, _ in found), tuple(place for _, place in found))

    def _kept(self, first: int, last: int) -> list[tuple[str, Place]]:
        lines = self.base.lines
        return [(lines[number], Place(self.base.file, number + 1, 0)) for number in range(first, last)]


def _called(written: Written, by: str) -> str:
    found = written.get(by) if isinstance(written, Entries) else None
    return found.text if isinstance(found, Text) else ""
