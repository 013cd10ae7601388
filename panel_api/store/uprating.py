"""Awards that are priced by band, a batch at a time, with what their band's worth can depend on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.awards.counting import Counting
from panel_api.models import Award, Case
from panel_api.store.awards import awards_borne_by
from panel_api.store.viewer import Viewer

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class InBand:
    """One award. facts: its case's answers as they are kept, for the working out alone."""

    number: int
    case: int
    reference: str
    statutory: bool
    band: str
    counting: Counting
    rulebook: str
    facts: Mapping[str, Any]


def awards_in_band(session: Session, viewer: Viewer) -> Iterator[list[InBand]]:
    """Every award of a case that is priced by its band, by number; of accounts that the viewer sees."""
    query = (
        select(
            Award.id, Award.case_id, Award.reference, Award.statutory, Award.band, Award.counting, Case.rulebook,
            Case.facts,
        )
        .join(Case, Case.id == Award.case_id)
        .where(Award.kind == "award", Award.priced == "band", Award.band.is_not(None), awards_borne_by(viewer))
    )  # fmt: skip
    after = 0
    while True:
        rows = session.execute(query.where(Award.id > after).order_by(Award.id).limit(BATCH)).all()
        if not rows:
            return
        after = rows[-1].id
        yield [
            InBand(
                row.id, row.case_id, row.reference, row.statutory, row.band, Counting.from_json(row.counting),
                row.rulebook, row.facts,
            )
            for row in rows
        ]  # fmt: skip
