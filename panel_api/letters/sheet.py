"""The decision sheet: the facts of one decision on a page, for the file or for a school's finance officer."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from panel_api.letters.compose import filled
from panel_api.letters.letterhead import Letterhead
from panel_api.letters.markup import blocks
from panel_api.letters.pages import Page

For = Literal["file", "school_finance"]


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """The facts of a decision, all in words but days and pence. "school_finance" sees money, never need or reasons.

    pupil: by name and number, as far as known. amount_pence: a year. advised: what was recommended. authority: under
    which delegation the person decided. evidence, steps, unconsulted: of a ground in law, what it rests on, which steps
    were considered, why the school was not consulted. urgent: between sittings. account: whose budget it falls on.
    record: its number in the chain.
    """

    reader: For
    reference: str
    day: dt.date
    letterhead: Letterhead
    pupil: str
    school: str
    basis: str
    decision: str
    decided_by: str
    authority: str
    law: str | None = None
    advised: str | None = None
    reason: str | None = None
    words: str | None = None
    evidence: str | None = None
    steps: str | None = None
    unconsulted: str | None = None
    band: str | None = None
    amount_pence: int | None = None
    from_day: dt.date | None = None
    until_day: dt.date | None = None
    account: str | None = None
    urgent: bool = False
    rulebook: str | None = None
    record: int | None = None


def compose_sheet(facts: SheetFacts) -> Page:
    """The sheet that these facts make; what is not known is said to be so, never left out."""
    told = blocks(filled("decision_sheet.txt", {"facts": facts, "in_full": facts.reader == "file"}))
    return Page(facts.letterhead, facts.reference, facts.day, told)
