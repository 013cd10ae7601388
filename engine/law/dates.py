"""One date that a case must meet, what it was met by, and how it stands on a given day, in words."""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from engine.amounts import count_words, day_words

State = Literal["not_started", "not_needed", "met", "met_late", "overdue", "due_soon", "due", "open", "closed"]
Force = Literal["law", "guidance", "own_standard"]
Whose = Literal["authority", "family", "old_authority", "school"]

SOON: Final = 14
"""Days before a date within which it is due soon, unless the caller says otherwise."""

FORCES: Final[dict[Force, str]] = {
    "law": "Deadline in law",
    "guidance": "Guidance, no deadline in law",
    "own_standard": "The authority's own standard. No deadline in law",
}

STATES: Final[dict[State, str]] = {
    "not_started": "Not started",
    "not_needed": "Not needed",
    "met": "Met in time",
    "met_late": "Met late",
    "overdue": "Overdue",
    "due_soon": "Due soon",
    "due": "Due",
    "open": "Open",
    "closed": "Closed",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day. kind: one of `engine.law.events.EVENTS`."""

    kind: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Finding:
    """A person's finding that an excuse applies to one date. It is shown beside the date and changes nothing.

    clock: the code of the date; ground: one of `engine.law.excuses.grounds_for`; words: the person's reason;
    by: who found it, in words ("the caseworker"); on: the day they did. from_day, to_day: when it applied.
    """

    clock: str
    ground: str
    words: str
    by: str
    on: dt.date
    from_day: dt.date | None = None
    to_day: dt.date | None = None

    def sentence(self) -> str:
        """As it stands beside the date."""
        spell = self.from_day and self.to_day and f", for {day_words(self.from_day)} to {day_words(self.to_day)}"
        return f"Excused by a finding of {self.by} on {day_words(self.on)}{spell or ''}: {self.words}"


@dataclass(frozen=True, slots=True)
class DueDate:
    """One date. `due` is None until what it counts from is recorded: see `waits_for`.

    span: how it is counted ("six weeks from receipt"). whose: who must meet it; a family's date is a time that
    is open to them. met_on, met_by: the event that met it. spared_on, spared_by: the event after which it is
    not needed. possible: a person must first choose (see `note`). doubt: "" or why the day may be wrong.
    """

    code: str
    words: str
    span: str
    source: str
    force: Force
    whose: Whose
    due: dt.date | None
    waits_for: str
    counted_from: dt.date | None = None
    met_by: str | None = None
    met_on: dt.date | None = None
    spared_by: str | None = None
    spared_on: dt.date | None = None
    possible: bool = False
    note: str = ""
    doubt: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def law(self) -> bool:
        """Whether it is a deadline in law."""
        return self.force == "law"

    def sentence(self) -> str:
        """What must be done by when, on what ground; what it waits for where it cannot be counted yet."""
        if self.due is None:
            return f"{self.words}. {self.waits_for}"
        by = ": may be due by" if self.possible else " by"
        force = "" if self.law else f". {FORCES[self.force]}"
        more = "".join(f" {text}" for text in (self.note, self.doubt) if text)
        return f"{self.words}{by} {day_words(self.due)} ({self.span}, {self.source}){force}.{more}"

    def state(self, on: dt.date, soon: int = SOON) -> State:
        """How it stands on a day, by what had happened by then. soon: days ahead that count as due soon."""
        if self.due is None:
            return "not_needed" if self.spared_on and self.spared_on <= on else "not_started"
        if self.met_on and self.met_on <= on:
            return "met" if self.met_on <= self.due else "met_late"
        if self.whose == "family":
            return "open" if on <= self.due else "closed"
        if self.spared_on and self.spared_on <= on:
            return "not_needed"
        if on > self.due:
            return "overdue"
        return "due_soon" if (self.due - on).days <= soon else "due"

    def state_words(self, on: dt.date, soon: int = SOON) -> str:
        """The same as a sentence: "Overdue by three days."."""
        state = self.state(on, soon)
        if state == "not_started" or self.due is None:
            return f"{STATES[state]}. {self.waits_for}" if state == "not_started" else self._spared()
        if state == "not_needed":
            return self._spared()
        if state in ("met", "met_late") and self.met_on:
            late = (self.met_on - self.due).days
            return f"Met on {day_words(self.met_on)}, {f'{_days(late)} late' if late > 0 else 'in time'}."
        if state in ("open", "closed"):
            return f"{'Open until' if state == 'open' else 'Closed on'} {day_words(self.due)}."
        return standing_words(self.due, on, possible=self.possible)

    def _spared(self) -> str:
        return f"Not needed: {self.spared_by} on {day_words(self.spared_on)}." if self.spared_on else "Not needed."


def standing_words(due: dt.date, on: dt.date, *, possible: bool = False) -> str:
    """How a date that is not met stands on a day: "Overdue by three days.", "Due today."."""
    left = (due - on).days
    if left < 0:
        return f"{'May be overdue' if possible else 'Overdue'} by {_days(-left)}."
    may = "May be due" if possible else "Due"
    return f"{may} today." if left == 0 else f"{may} in {_days(left)}."


def _days(count: int) -> str:
    return "one day" if count == 1 else f"{count_words(count)} days"


def pressing(dates: tuple[DueDate, ...], on: dt.date, soon: int = SOON) -> tuple[DueDate, ...]:
    """The dates that are overdue or due soon on a day, in the order given."""
    return tuple(each for each in dates if each.state(on, soon) in ("overdue", "due_soon"))
