"""What both texts give for one case, for whoever keeps it."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Gives:
    """What one text gives. band, pence (a full year), account: only where it settles with an amount."""

    status: str
    band: str | None
    pence: int | None
    account: str | None


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case by the text in force and by the one tried."""

    case: int
    open: bool
    before: Gives
    after: Gives


def results_of(traced: pl.DataFrame) -> list[CaseResult]:
    """Each case, in order."""
    names = [f"{what}{side}" for side in ("before", "after") for what in ("status_", "band_", "", "account_")]
    return [
        CaseResult(case, is_open, Gives(*gives[:4]), Gives(*gives[4:]))
        for case, is_open, *gives in traced.select("case", "open", *names).iter_rows()
    ]
