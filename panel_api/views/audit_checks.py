"""The checks as tables: what each shows and cannot show, and a row for each decision."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from engine.amounts import day_words, listing
from engine.law.calendars import local_day
from panel_api import words
from panel_api.models import RecordFind
from panel_api.roles import ABOUT
from panel_api.sheets import Cell, pounds
from panel_api.store.audit_checks import ALTERNATIVES, TERMS, Beside, Checked


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell. value: what a spreadsheet has of it, where that is not the text. strong: to be read first."""

    text: str
    href: str = ""
    strong: bool = False
    number: bool = False
    value: Decimal | dt.date | int | None = None

    @property
    def cell(self) -> Cell:
        """As a spreadsheet has it."""
        return self.text if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Check:
    """One check. title, figure: what it is called, and what its first part counts, in words. shows, cannot: what it
    shows and what it cannot show. parts: what each part of it is called. heads: of the columns after the first four."""

    title: str
    figure: str
    shows: str
    cannot: str
    parts: tuple[str, ...]
    heads: tuple[str, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Against:
    """What rows are held against: today, and the quorum as it is set today."""

    today: dt.date
    quorum: int


CHECKS: Final[dict[str, Check]] = {
    "limits": Check(
        "Decisions and delegation limits",
        "above the limit they were held against",
        "Each decision with an amount, beside the limit it was held against. Any above its limit stands first.",
        "It cannot show whether the limit was the right one for who decided: the scheme of delegation says that. "
        "Decisions without an amount are left out, and so are amounts that were disposed of.",
        ("Above its limit", "Within its limit", "No limit applied"),
        ("Decided by", "Amount a year", "Limit a year"),
        "No decision with an amount is recorded yet.",
    ),
    "order": Check(
        "Suitability before cost",
        "that name a school with no places sealed in the record",
        "Each decision for which places were found, with the order in which they are sealed. Those that name a school "
        "with nothing recorded of what was considered stand first.",
        "It cannot show in what order people in the room spoke. It shows what stood before them.",
        ("Not recorded", "Recorded", "Disposed of"),
        ("Places, by how they suit", "Order in the record", "Steps written down"),
        "No decision for which places were found is recorded yet.",
    ),
    "urgent": Check(
        "Urgent decisions and their noting",
        "not noted by a sitting yet",
        "Each decision that could not wait for a sitting, with the sitting that noted it and how long that took.",
        "It cannot show whether it was truly urgent: its reason is sealed in the record.",
        ("Not noted yet", "Noted"),
        ("Decided by", "Sitting", "Noted on", "Days from decision to noting"),
        "No urgent decision is recorded yet.",
    ),
    "sat": Check(
        "Quorum and interests",
        "by a chair outside any sitting",
        "Who sat for each decision and who left for an interest, as sealed in the record. A chair who decided outside "
        "a sitting stands first, then cases in which somebody had declared an interest.",
        "A decision at a sitting is only taken in while its quorum is there; the number is held against the quorum as "
        "it is set today, which may have been another then. It cannot show an interest that nobody declared.",
        ("A chair, outside a sitting", "An interest was declared", "No sitting named", "At a sitting"),
        ("Decided by", "Sitting", "Sat", "Left for an interest", "Quorum"),
        "No decision is recorded yet.",
    ),
    "corrections": Check(
        "Corrections",
        "that correct an earlier record",
        "Each record that corrects an earlier one, which stays as it is.",
        "It cannot show a mistake that nobody has corrected.",
        ("Corrects",),
        ("By", "Record corrected", "Days between"),
        "No record corrects another yet.",
    ),
}
HEADS: Final = ("Standing", "Record", "Day", "What", "Case")


def check_rows(check: str, checked: Checked, against: Against) -> list[list[Shown]]:
    """A row of cells for each record of a page."""
    of = CHECKS[check]
    return [
        [
            Shown(of.parts[part], strong=part == 0 and len(of.parts) > 1),
            Shown(f"{find.sequence:,}", href=f"/records/{find.sequence}", value=find.sequence),
            Shown(day_words(_day(find)), value=_day(find)),
            Shown(_what(find)),
            Shown(find.case_reference or "–", href=f"/cases/{find.case_reference}" if find.case_reference else ""),
            *_ROWS[check](find, checked.beside, against),
        ]
        for part, find in checked.rows
    ]


def _limits(find: RecordFind, _beside: Beside, _against: Against) -> list[Shown]:
    return [_by(find), _money(find.pence), _money(find.limit_pence, "none")]


def _order(find: RecordFind, beside: Beside, _against: Against) -> list[Shown]:
    values = beside.values.get(find.sequence, {})
    terms = json.loads(values[TERMS]) if TERMS in values else {}
    steps = Shown("Yes" if terms.get("steps") else "No")
    if ALTERNATIVES not in values:
        return [Shown("–"), Shown("Nothing is recorded"), steps]
    search, *_ = json.loads(values[ALTERNATIVES])
    counts: Mapping[str, int] = search["counts"]
    told = f"{counts['yes']} suit, {counts['unknown']} may suit, {counts['no']} do not"
    order = [str(each).replace("_", " ") for each in search.get("order", ())]
    return [Shown(told), Shown(_then(order), strong=_cost_first(order)), steps]


def _urgent(find: RecordFind, beside: Beside, against: Against) -> list[Shown]:
    items = beside.noted.get(find.sequence, [])
    decided = _day(find)
    noted = [(sitting, local_day(item.changed_at)) for sitting, item in items if item.state == "noted"]
    if noted:
        sitting, day = noted[0]
        waited = (day - decided).days
        return [_by(find), _sitting(sitting.reference), Shown(day_words(day), value=day),
                Shown(f"{waited:,}", number=True, value=waited)]  # fmt: skip
    waits = (against.today - decided).days
    on = _sitting(items[0][0].reference) if items else Shown("On no agenda", strong=True)
    return [_by(find), on, Shown("Not yet", strong=True), Shown(f"{waits:,} so far", number=True, value=waits)]


def _sat(find: RecordFind, beside: Beside, against: Against) -> list[Shown]:
    entry: dict[str, Any] = {}
    if find.sequence in beside.entries:
        entry = json.loads(beside.entries[find.sequence]).get("entry", {})
    many = {role: int(each["many"]) for role, each in (entry.get("sat") or {}).items()}
    roles = [_role(role) if count == 1 else f"{count} × {_role(role)}" for role, count in many.items()]
    left = [_role(str(each["role"])) for each in entry.get("interests") or []]
    count = sum(many.values())
    if find.sitting is None:
        met = Shown("No sitting")
    elif count >= against.quorum:
        met = Shown(f"{count}, and {against.quorum} are needed today")
    else:
        met = Shown(f"{count}, fewer than the {against.quorum} needed today", strong=True)
    sitting = _sitting(find.sitting) if find.sitting else Shown("None")
    return [_by(find), sitting, Shown(listing(roles) or "Nobody is named"), Shown(listing(left) or "Nobody"), met]


def _corrections(find: RecordFind, beside: Beside, _against: Against) -> list[Shown]:
    assert find.corrects is not None
    earlier = beside.earlier.get(find.corrects)
    days = None if earlier is None else (_day(find) - _day(earlier)).days
    what = f"{find.corrects:,}" + (f", {words.inside(_what(earlier))}" if earlier else "")
    return [
        _by(find),
        Shown(what, href=f"/records/{find.corrects}", value=find.corrects),
        Shown("not known" if days is None else f"{days:,}", number=True, value=days),
    ]


_ROWS: Final[dict[str, Callable[[RecordFind, Beside, Against], list[Shown]]]] = {
    "limits": _limits,
    "order": _order,
    "urgent": _urgent,
    "sat": _sat,
    "corrections": _corrections,
}


def _then(order: list[str]) -> str:
    """In what order places stand: "asked for, then suitability, then additional cost"."""
    return ", then ".join(order) or "Not recorded"


def _cost_first(order: list[str]) -> bool:
    costs = [place for place, each in enumerate(order) if "cost" in each]
    return bool(costs) and ("suitability" not in order or min(costs) < order.index("suitability"))


def _what(find: RecordFind) -> str:
    known = words.said(words.DECISION_KINDS, find.kind)
    return known[:1].upper() + known[1:]


def _by(find: RecordFind) -> Shown:
    who = f", {find.by_reference}" if find.by_reference else ""
    return Shown(f"{_role(find.by_role)}{who}")


def _role(role: str) -> str:
    return ABOUT[role].name if role in ABOUT else role.replace("_", " ").capitalize()


def _sitting(reference: str) -> Shown:
    return Shown(reference, href=f"/sittings/{reference}")


def _money(pence: int | None, none: str = "–") -> Shown:
    if pence is None:
        return Shown(none, number=True)
    return Shown(f"£{pence // 100:,}.{pence % 100:02}", number=True, value=pounds(pence))


def _day(find: RecordFind) -> dt.date:
    return local_day(find.at)
