"""What may lawfully be done where an award does not fit this year: each way with its cost, and none of them chosen.

The band stands in every one. Where law requires the support none of this is ever asked.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy.orm import Session

from engine.days import financial_year_days
from engine.values import pounds_text
from panel_api.services.charge import Charge, Sought, charge_of
from panel_api.services.desk import Desk
from panel_api.services.matter import Matter

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Way:
    """One way on: `start_later`, `virement`, `later_panel` or `not_agreed`. In pence.

    this_year, other_years: what it would take of the account. from_day: the earliest from which it fits this year.
    short: how much another account would have to give the account `taker` (its code) for it; year: for which financial
    year.
    """

    code: str
    this_year: int
    other_years: Mapping[int, int] = field(default_factory=dict)
    from_day: dt.date | None = None
    short: int = 0
    year: int | None = None
    taker: str | None = None

    def to_json(self) -> dict[str, object]:
        """As programs are told it."""
        found: dict[str, object] = {
            "choice": self.code,
            "this_year": pounds_text(self.this_year),
            "other_years": {str(year): pounds_text(pence) for year, pence in self.other_years.items()},
        }
        if self.from_day is not None:
            found["from"] = self.from_day.isoformat()
        if self.short:
            found |= {"short": pounds_text(self.short), "year": self.year, "taker": self.taker}
        return found


def ways_on(session: Session, desk: Desk, matter: Matter, sought: Sought, charge: Charge) -> list[Way]:
    """Every way on from an award that does not fit, in the order in which a panel would weigh them."""
    found = [_later(session, desk, matter, sought, charge)]
    year, short = next(iter(charge.short.items()))
    found.append(
        Way(
            "virement",
            charge.takes - charge.back,
            charge.other_years,
            short=short,
            year=year,
            taker=charge.account.code,
        )
    )
    found.append(Way("later_panel", 0))
    if "not_agreed" in matter.offered() and matter.money_counts():
        found.append(Way("not_agreed", 0))
    return [each for each in found if each is not None]


def _later(session: Session, desk: Desk, matter: Matter, sought: Sought, charge: Charge) -> Way | None:
    """The earliest start from which it fits what is left; None where it is over by then, or may not start later."""
    if charge.new is None or "agree_later" not in matter.offered():
        return None

    def begun(day: dt.date) -> Charge | None:
        return charge_of(session, desk, matter, replace(sought, from_day=day))

    first = max(charge.new.term.from_day, matter.today) + _DAY
    last = financial_year_days(charge.year)[1] + _DAY
    if sought.until_day is not None and sought.until_day < last:
        last = sought.until_day
    while first < last:
        middle = first + dt.timedelta(days=(last - first).days // 2)
        tried = begun(middle)
        if tried is None or tried.short:
            first = middle + _DAY
        else:
            last = middle
    fits = begun(first)
    if fits is None or fits.short or (sought.until_day is not None and first > sought.until_day):
        return None
    return Way("start_later", fits.takes - fits.back, fits.other_years, from_day=first)
