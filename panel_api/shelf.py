"""The shelf of rulebooks: each checked when first taken down, and kept.

What stands there under a name is the text that was adopted and whose day has come; where nothing was adopted, the text
in the folder. A rulebook that fails its check cannot be had. Old texts, which records rest on, are read from the
database as they were used.
"""

import datetime as dt
import threading
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from engine.awards.calendars import Calendar
from engine.language.loading import RULEBOOK_FILE, load_text, read_source
from engine.language.school_years import calendar_in
from engine.language.vocabulary import VOCABULARY_FILE, shipped
from engine.law.calendars import local_day
from engine.law.retention import Schedules
from engine.law.retention_file import schedules_in
from engine.placing.place_funding import PlaceFunding, funding_in
from engine.problems import Refused
from engine.proof.check import CASES_FILE, load_checked, load_kept
from engine.rulebook import Rulebook
from panel_api.adopted import Adopted, KeptText, holding
from panel_api.clock import Clock
from panel_api.content import rules_dir

OLD_TEXTS: Final = 32
PROPOSALS: Final = "proposals"
"""The folder of overlays, among the rulebooks' own. Nothing in it is a rulebook, whatever it is called."""


class NoSuchRulebook(LookupError):  # noqa: N818
    """There is no rulebook of that name here."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A rulebook as it is written, and the cases beside it; each empty where there is none."""

    rulebook: str = ""
    cases: str = ""


class Adoptions(Protocol):
    """What was adopted, for a shelf that goes by it (`services.adopted_texts`)."""

    def made(self) -> Sequence[Adopted]:
        """Every adoption so far, in the order in which they were made."""

    def text_of(self, adopted: Adopted) -> KeptText:
        """The text that one of them put in force."""

    def look_again(self) -> None:
        """Ask again before the next answer."""


class Shelf:
    """The rulebooks in one folder, and those adopted since, by name. Safe to share between threads."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or rules_dir()
        self._lock = threading.Lock()
        self._books: dict[str, Rulebook] = {}
        self._adopted: dict[tuple[str, str], Rulebook] = {}
        self._old: dict[str, Rulebook] = {}
        self._calendar: Calendar | None = None
        self._funding: PlaceFunding | None = None
        self._retention: Schedules | None = None
        self._follows: tuple[Adoptions, Clock] | None = None

    def following(self, adoptions: Adoptions, clock: Clock) -> "Shelf":
        """The same shelf, on which a text that was adopted takes its place on its day, in England."""
        other = copy(self)
        other._follows = (adoptions, clock)
        return other

    def look_again(self) -> None:
        """Have what was adopted asked for again, at once: something was, or another process knows more."""
        if self._follows is not None:
            self._follows[0].look_again()

    def names(self) -> list[str]:
        """The names there are, in order; whether each holds is found when it is taken down."""
        adopted: set[str] = set()
        if self._follows is not None:
            today = self._today()
            adopted = {each.name for each in self._follows[0].made() if each.from_day <= today}
        return sorted(adopted.union(self._in_folder()))

    def book(self, name: str) -> Rulebook:
        """The rulebook in force, checked. Raises NoSuchRulebook, or `Refused` with all that is wrong with it."""
        return self._book(name, self.adopted(name))

    def book_on(self, name: str, day: dt.date) -> Rulebook:
        """The one that will be in force on a day to come, by what is adopted so far; on a day past, the one now."""
        return self._book(name, self.adopted(name, day))

    def adopted(self, name: str, day: dt.date | None = None) -> Adopted | None:
        """The adoption that holds today, or on a day to come; None where the text in the folder does."""
        if self._follows is None:
            return None
        today = self._today()
        return holding(self._follows[0].made(), name, today if day is None else max(day, today))

    def books(self) -> list[Rulebook]:
        """Every rulebook that holds, in order of name."""
        found = []
        for name in self.names():
            try:
                found.append(self.book(name))
            except Refused:
                continue  # `evenhand check` says why
        return found

    def texts(self, name: str) -> Texts:
        """What stands on the shelf now under a name, whether it holds or not; nothing where there is no such name."""
        adopted = self.adopted(name)
        if adopted is not None and self._follows is not None:
            kept = self._follows[0].text_of(adopted)
            return Texts(kept.text, kept.cases)
        return self.folder_texts(name)

    def folder_texts(self, name: str) -> Texts:
        """What lies in the folder under a name, in force or not; nothing where there is no such name."""
        if name not in self._in_folder():
            return Texts()
        files = (self.folder / name / RULEBOOK_FILE, self.folder / name / CASES_FILE)
        return Texts(*(read_source(file).replace("\r\n", "\n") if file.exists() else "" for file in files))

    def _in_folder(self) -> set[str]:
        return {path.parent.name for path in self.folder.glob(f"*/{RULEBOOK_FILE}")} - {PROPOSALS}

    def _today(self) -> dt.date:
        assert self._follows is not None
        return local_day(self._follows[1]())

    def _book(self, name: str, adopted: Adopted | None) -> Rulebook:
        if adopted is not None and self._follows is not None:
            key = (adopted.reference, adopted.sha256)
            kept = None if key in self._adopted else self._follows[0].text_of(adopted)
            with self._lock:
                if kept is not None and key not in self._adopted:
                    self._adopted[key] = load_kept(kept.text, kept.cases, kept.vocabulary, self.folder / name)
                return self._adopted[key]
        with self._lock:
            if name not in self._books:
                if name not in self._in_folder():
                    raise NoSuchRulebook(name)
                self._books[name] = load_checked(self.folder / name)
            return self._books[name]

    def vocabulary(self) -> str:
        """The vocabulary that the rulebooks here are read with. Raises `Refused` where it cannot be read."""
        beside = self.folder / VOCABULARY_FILE
        return read_source(beside) if beside.exists() else shipped().text

    def calendar(self) -> Calendar:
        """The school years that awards here are counted by. Raises `Refused` where they cannot be read."""
        with self._lock:
            self._calendar = self._calendar or calendar_in(self.folder)
            return self._calendar

    def place_funding(self) -> PlaceFunding:
        """What a place is funded at, by kind of provision. Raises `Refused` where it cannot be read."""
        with self._lock:
            self._funding = self._funding or funding_in(self.folder)
            return self._funding

    def retention(self) -> Schedules:
        """How long things are kept here. Raises `Refused` where the schedules cannot be read."""
        with self._lock:
            self._retention = self._retention or schedules_in(self.folder)
            return self._retention

    def old(self, sha256: str, text: str, vocabulary: str) -> Rulebook:
        """A rulebook as it was used, from its kept text; the one on the shelf where that is the same."""
        with self._lock:
            for book in (*self._books.values(), *self._adopted.values(), *self._old.values()):
                if book.sha256 == sha256:
                    return book
            book = load_text(text, vocabulary)
            if len(self._old) >= OLD_TEXTS:
                self._old.pop(next(iter(self._old)))
            self._old[sha256] = book
            return book


def find_folder(text: str) -> Path | None:
    """The folder a person means by `--rulebook`: a path, or the name of a shipped one; None if neither is.

    `county_top_up` and `rules/county_top_up` both name a shipped rulebook where no such folder is here.
    """
    path = Path(text)
    if PROPOSALS in (path.name, path.parent.name):
        return None  # overlays are tried by `evenhand whatif` alone
    if path.name == RULEBOOK_FILE and path.is_file():
        return path.parent
    if (path / RULEBOOK_FILE).is_file():
        return path
    shipped = rules_dir() / path.name
    named_so = path.parts in ((path.name,), ("rules", path.name))
    return shipped if named_so and path.name and (shipped / RULEBOOK_FILE).is_file() else None
