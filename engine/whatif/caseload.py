"""The cases of a what-if: what is known of each, as plain rows, whoever asks for it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One case as it stood on the day.

    rulebook: the name of the one it belongs to. open: it is not decided; otherwise an award by band runs for it.
    legal_basis: as in `engine.law.bases`. facts: the answers in their canonical JSON form. present_pence: the award
    in payment, a full year, None where there is none. from_day, until_day: when that runs, both included; None where
    open. review_day: when it is next reviewed; None where no day is known, and then protection never lets it fall.
    need: the primary need.
    """

    case: int
    rulebook: str
    open: bool
    legal_basis: str
    partnership: str | None
    school: str | None
    need: str | None
    facts: Mapping[str, object]
    present_pence: int | None = None
    from_day: dt.date | None = None
    until_day: dt.date | None = None
    review_day: dt.date | None = None
