"""The invented county's roll return of November 2026: the children of awards who left and nobody had said so."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Final

from sqlalchemy.orm import Session

from panel_api.models import Import, RollLine
from panel_api.seed.awarded import Awarded
from panel_api.store.finance import add_import, add_rows

TAKEN_IN: Final = dt.datetime(2026, 11, 18, 10, tzinfo=dt.UTC)


def keep_roll(session: Session, awards: Iterable[tuple[Awarded, int]]) -> None:
    """Keep the return. awards: what became of each, and its number. Nobody has found anything of it yet."""
    told = [(each, number) for each, number in awards if each.left_untold is not None]
    said = "\n".join(f"{number} {each.left_untold}" for each, number in told)
    kept = add_import(
        session,
        Import(
            kind="roll",
            sha256=hashlib.sha256(said.encode()).hexdigest(),
            file_name="roll-november-2026.csv",
            row_count=len(told),
            by_role="finance_officer",
            by_reference="invented-finance-1",
            written_at=TAKEN_IN,
        ),
    )
    rows = [
        {
            "import_id": kept.id,
            "row": row,
            "award_id": number,
            "case_id": each.given.case_id,
            "school": each.changes[-1].school or "",
            "on_roll": False,
            "left_on": each.left_untold,
            "written_at": TAKEN_IN,
        }
        for row, (each, number) in enumerate(told, 2)
    ]
    add_rows(session, RollLine, rows)
