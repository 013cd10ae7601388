"""Reading a mapping by its allowed names: missing, misspelt and misshapen entries are all told."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from engine.language.arguments import near
from engine.language.source_text import Entries, Items, Text, Written
from engine.problems import Complaints, Place
from engine.rulebook import Period

COMMA = "Inside { } a comma ends the item: write £12000 for £12,000"
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Section:
    """One mapping of a rulebook and the names it may hold."""

    def __init__(
        self,
        written: Written | None,
        what: str,
        at: Place,
        complaints: Complaints,
        required: tuple[str, ...] = (),
        optional: tuple[str, ...] = (),
    ) -> None:
        self.what, self.complaints = what, complaints
        self.at = written.at if written is not None else at
        self.entries: dict[str, Written] = {}
        self.keys: Mapping[str, Text] = {}
        if not isinstance(written, Entries):
            complaints.add(self.at, f"{what} is not a mapping", "`name: value` lines", "Write it so")
            return
        self.entries, self.keys = dict(written.entries), written.keys
        if not required and not optional:
            return
        allowed = (*required, *optional)
        for name in [each for each in self.entries if each not in allowed]:
            complaints.add(
                self.keys[name].at,
                f"`{name}` has no meaning in {what}",
                near(name, allowed),
                COMMA if re.fullmatch(r"\d{3}", name) else "Correct or remove it",
            )
            del self.entries[name]
        for name in required:
            if name not in self.entries:
                complaints.add(self.at, f"{what} has no `{name}`", f"`{name}: …`", "Add it")

    @property
    def ok(self) -> bool:
        """Whether it was a mapping at all."""
        return bool(self.keys)

    def text(self, name: str) -> Text | None:
        """The scalar under `name`; a list or mapping there is refused."""
        found = self.entries.get(name)
        if found is None or isinstance(found, Text):
            return self._filled(name, found)
        self.complaints.add(found.at, f"`{name}` is not plain text", "one value", "Write it on one line")
        return None

    def _filled(self, name: str, found: Text | None) -> Text | None:
        if found is not None and not found.text.strip():
            self.complaints.add(found.at, f"`{name}` is empty", "some text", "Fill it in or remove it")
            return None
        return found

    def words(self, name: str, default: str = "") -> str:
        """The text under `name` with its white space folded."""
        found = self.text(name)
        return " ".join(found.text.split()) if found else default

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """One of the allowed words."""
        found = self.text(name)
        if found is None:
            return default
        if found.text not in allowed:
            self.complaints.add(
                found.at,
                f"`{found.text}` is not a `{name}`",
                "one of " + ", ".join(allowed),
                "Choose one of those",
            )
            return default
        return found.text

    def items(self, name: str) -> tuple[Written, ...]:
        """The list under `name`, empty where it is absent."""
        found = self.entries.get(name)
        if found is None:
            return ()
        if isinstance(found, Items):
            return found.items
        self.complaints.add(found.at, f"`{name}` is not a list", "`- …` lines", "Put a dash before each")
        return ()

    def texts(self, name: str) -> tuple[Text, ...]:
        """The list of plain texts under `name`."""
        good = []
        for each in self.items(name):
            if isinstance(each, Text):
                good.append(each)
            else:
                self.complaints.add(
                    each.at,
                    f"an entry of `{name}` is not plain text",
                    "one value",
                    "Quote it if it holds a colon",
                )
        return tuple(good)

    def named(self, name: str) -> Iterator[tuple[Text, Written]]:
        """The (name, value) pairs of the mapping under `name`; names are lower_snake."""
        found = self.entries.get(name)
        if found is None:
            return
        if not isinstance(found, Entries):
            self.complaints.add(found.at, f"`{name}` is not a mapping", "`name: …` lines", "Write it so")
            return
        for key, value in found.entries.items():
            text = found.keys[key]
            if NAME.fullmatch(key):
                yield text, value
            else:
                self.complaints.add(
                    text.at,
                    f"`{key}` is not a name",
                    "small letters, digits and _ , such as `home_visits`",
                    "Rename it",
                )

    def day(self, name: str) -> dt.date | None:
        """The day under `name`, or None."""
        found = self.text(name)
        if found is None:
            return None
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", found.text):
                return dt.date.fromisoformat(found.text)
        except ValueError:
            pass
        self.complaints.add(found.at, f"`{found.text}` is not a day", "a day such as 2026-04-01", "Correct it")
        return None

    def period(self, start: str = "from", end: str = "to") -> Period | None:
        """The days from and to; both included."""
        first, last = self.day(start), self.day(end)
        if first is None:
            return None
        if last is not None and last < first:
            self.complaints.add(
                self.at,
                f"it ends ({last}) before it begins ({first})",
                "an end after the start",
                "Correct the days",
            )
            return None
        return Period(first, last)

    def yes(self, name: str) -> bool:
        """Whether `name: yes` is written."""
        return self.choice(name, ("yes", "no"), "no") == "yes"
