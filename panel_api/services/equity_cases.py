"""Decided cases as the engine compares them: need as assessed, groups, what became of each, and its evidence.

Of each case only what stands at its decision is read: the assessment it rests on, and who it was for. Which groups
there are, in words, is fixed here; `engine.equity` compares them.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.agreement.bands import strands
from engine.equity.cases import EquityCase, evidence_of
from engine.language.loading import load_text
from engine.law.calendars import local_day
from engine.law.kinds import ADVERSE
from engine.problems import Refused
from engine.rulebook import InForce, Rulebook
from panel_api import store
from panel_api.services.monitoring import ASKED
from panel_api.store import equity as rows
from panel_api.store.equity import DecidedCase

AGREED: Final = frozenset(
    {
        "agree", "agree_another_band", "agree_for_a_time", "agree_later", "exceptional_award", "assess", "issue",
        "name_school", "secure_section_f",
    }
)  # fmt: skip
"""Kinds of decision that give what was asked; `engine.law.kinds.ADVERSE` refuse it, and the rest do neither."""
_REFUSED: Final = frozenset(ADVERSE) - {"cease"}
YES_NO: Final = {True: "Yes", False: "No"}


def cases_of(session: Session, rulebook: str, begins: dt.datetime, ends: dt.datetime) -> Iterator[EquityCase]:
    """The decided cases of a stretch, in order; three queries, however many there are."""
    said = rows.answers(session, rulebook, begins, ends)
    again = rows.scored_again(session, rulebook)
    books = Books(session)
    for row in rows.decided(session, rulebook, begins, ends):
        yield equity_case(row, books, said.get(row.case, {}), again.get(row.case, ()))


class Books:
    """Rulebooks by the hash of their text, each read once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.read: dict[str, Rulebook | None] = {}

    def book(self, sha256: str) -> Rulebook | None:
        """The rulebook; None where its text cannot be read any more."""
        if sha256 not in self.read:
            row = store.rulebook_text(self.session, sha256)
            try:
                self.read[sha256] = load_text(row.text, row.vocabulary) if row else None
            except Refused:
                self.read[sha256] = None
        return self.read[sha256]


def equity_case(
    row: DecidedCase, books: Books, said: Mapping[str, str], again: Sequence[Mapping[str, Any]]
) -> EquityCase:
    """One case. said: its answers for monitoring. again: the levels that moderators gave."""
    book = books.book(row.sha256)
    held = book.on(row.as_of) if book and book.in_force.holds(row.as_of) else None
    levels = levels_of(book, row.facts)
    area = main_area(book, levels)
    setting = words_of(book, "setting", row.facts)
    return EquityCase(
        case=row.case,
        need=need_words(row.band) if row.status == "settled" else "",
        area=area,
        law=row.basis,
        tariff=_tariff(row, book),
        place=setting,
        groups={
            "partnership": row.partnership or "",
            "school": row.school or "",
            **groups_of(book, row.facts, area),
            **groups_said(said),
        },
        levels=levels,
        award_pence=row.pence if row.kind in AGREED else None,
        days=(local_day(row.decided_at) - row.asked_on).days,
        overridden={"varied": True, "as_advised": False}.get(row.varied or ""),
        agreed=True if row.kind in AGREED else False if row.kind in _REFUSED else None,
        missing=_asked_for(held, row.rules),
        evidence=evidence_of(
            _text(row.facts.get("primary_need")),
            _pence(row.facts.get("provision_cost")),
            _months(row.facts.get("specialist_report"), row.as_of),
            _months(row.facts.get("agency_involved"), row.as_of),
            _whole(row.facts.get("apdr_cycles")),
            _percent(row.facts.get("attendance")),
        ),
        moderated={
            name: level - _mean(given)
            for name, level in levels.items()
            if (given := [each[name] for each in again if isinstance(each.get(name), int)])
        },
    )


def groups_of(book: Rulebook | None, facts: Mapping[str, Any], area: str) -> dict[str, str]:
    """The groups that the request itself says."""
    found = {
        "need_area": area,
        "phase": words_of(book, "phase", facts),
        "setting": words_of(book, "setting", facts),
    }
    for dimension, fact in (("plan", "ehc_plan"), ("looked_after", "looked_after")):
        found[dimension] = YES_NO.get(facts.get(fact), "")  # type: ignore[arg-type]  # anything else is not known
    return found


def groups_said(said: Mapping[str, str]) -> dict[str, str]:
    """The groups that were answered for monitoring, in words."""
    return {name: ASKED[name].words(answer) for name, answer in said.items() if name in ASKED}


def levels_of(book: Rulebook | None, facts: Mapping[str, Any]) -> dict[str, int]:
    """The level in each strand that was scored."""
    names = strands(book) if book else ()
    return {name: facts[name] for name in names if isinstance(facts.get(name), int)}


def main_area(book: Rulebook | None, levels: Mapping[str, int]) -> str:
    """The area of need with the most levels together, the first in the rulebook's order of several; "" of none."""
    if book is None:
        return ""
    sums: dict[str, int] = {}
    for name, level in levels.items():
        area = book.facts[name].area or ""
        sums[area] = sums.get(area, 0) + level
    most = max(sums.values(), default=0)
    found = next((area for area, level in sums.items() if level == most and most), "")
    return found.replace("_", " ").capitalize()


def words_of(book: Rulebook | None, name: str, facts: Mapping[str, Any]) -> str:
    """An answer as the rulebook says it; "" where there is none."""
    answer = facts.get(name)
    if not isinstance(answer, str) or answer == "none":
        return ""
    words = book.facts[name].words.get(answer, answer) if book and name in book.facts else answer
    text = words.replace("_", " ")
    return text[:1].upper() + text[1:]


def need_words(band: str | None) -> str:
    """A step of need in words: "Band 3"."""
    return "" if band is None else f"Band {band}" if band.isdigit() else band


def _tariff(row: DecidedCase, book: Rulebook | None) -> str:
    """Which amounts were in force: the text, and the day from which they stood."""
    turned = max((day for day in (book.turning_days if book else ()) if day <= row.as_of), default=row.as_of)
    return f"{turned.isoformat()} {row.sha256[:8]}"


def _asked_for(held: InForce | None, rules: str) -> bool | None:
    """Whether something that the rulebook asks for was not there."""
    if held is None or not rules:
        return None
    ordered = held.ordered_rules
    return any(letter == "1" and rule.then in ("ask", "return") for rule, letter in zip(ordered, rules, strict=False))


def _mean(levels: Sequence[int]) -> Fraction:
    return Fraction(sum(levels), len(levels))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value != "none" else None


def _pence(value: object) -> int | None:
    return int(Decimal(value) * 100) if isinstance(value, str) and value != "none" else None


def _months(value: object, day: dt.date) -> int | None:
    """Whole months from a day to another."""
    if not isinstance(value, str) or value == "none":
        return None
    then = dt.date.fromisoformat(value)
    return max((day.year - then.year) * 12 + day.month - then.month - (day.day < then.day), 0)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _percent(value: object) -> Fraction | None:
    return Fraction(Decimal(value)) / 100 if isinstance(value, str) and value != "none" else None
