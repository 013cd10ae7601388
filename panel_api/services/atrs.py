"""The transparency record of this tool, filled from the running configuration; what only the authority knows is marked.

Nothing here is written once and for all: settings, rulebooks in force, engines, roles, data map and schedules say it.
"""

from dataclasses import dataclass
from typing import Final

from panel_api.letters.letterhead import read_letterhead
from panel_api.published_names.atrs import FIELDS, Field
from panel_api.services.atrs_words import GAPS, SAID, Known
from panel_api.services.desk import Desk
from panel_api.store.open_figures import list_months, snapshot_of

TO_FILL: Final = "For the authority to fill in"
NOT_KNOWN: Final = "the tool does not know it; it may stand in your letterhead or settings"


@dataclass(frozen=True, slots=True)
class Filled:
    """A field with what is known of it, a paragraph each. gap: what the authority must say; "" where nothing is."""

    field: Field
    said: tuple[str, ...]
    gap: str = ""

    @property
    def text(self) -> str:
        """All of it, with the mark where something is missing."""
        return "\n".join((*self.said, *((f"{TO_FILL}: {self.gap}.",) if self.gap else ())))


def atrs_record(desk: Desk) -> list[Filled]:
    """Every field of the standard, in its order, filled or marked."""
    known = Known(
        desk.settings,
        tuple(desk.shelf.books()),
        read_letterhead(desk.settings.letterhead),
        tuple(f"{each.code.replace('_', ' ')}: {each.short}" for each in desk.shelf.retention().by_code.values()),
        _published(desk),
    )
    return [_filled(field, known) for field in FIELDS]


def _filled(field: Field, known: Known) -> Filled:
    said = SAID[field.key](known) if field.key in SAID else ()
    return Filled(field, said, GAPS.get(field.key, "" if said else NOT_KNOWN))


def _published(desk: Desk) -> str:
    """How many children had an award, as the latest open figures say it; nothing where they hold it back."""
    with desk.database.reading() as session:
        months = list_months(session)
        snapshot = snapshot_of(session, *months[-1]) if months else None
    if snapshot is None:
        return ""
    children, month = snapshot.published["county"]["children"], snapshot.published["month"]
    if children["number"] is None or children["month"] != month:
        return ""
    return f"{children['number']:,} children had an award in {month}, as the open figures of that month say."
