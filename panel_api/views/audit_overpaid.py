"""Overpayments from discovery to recovery, as a table: what is outstanding stands first, the longest known in front."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.amounts import day_words, money_words
from engine.law.calendars import local_day
from panel_api.sheets import pounds
from panel_api.store.overpaid_trail import SaidLeft
from panel_api.views.audit_checks import Shown

HEADS: Final = (
    "Standing", "Award", "Last day on roll", "We were told on", "A person found it on", "Overpaid in all", "Recovered",
    "Last recovered on", "Outstanding", "Days since we were told",
)  # fmt: skip
KINDS: Final = {"left": "left", "moved_school": "moved school", "moved_authority": "moved away", "stays": "stays"}
AGES: Final = ((30, "Up to 30 days"), (90, "31 to 90 days"), (365, "91 to 365 days"), (None, "Over a year"))


def overpaid_view(found: Sequence[SaidLeft], outstanding: Mapping[int, int], today: dt.date) -> dict[str, Any]:
    """Rows and ages. outstanding: in pence by the award's number, as the ledger and the terms give it now."""
    known = [(each, outstanding.get(each.award.id, 0)) for each in found]
    met = [(each, left) for each, left in known if left or each.recovered or each.found is None]
    met.sort(key=lambda one: (not one[1], one[0].found is not None, one[0].line.written_at, one[0].line.id))
    ages: dict[str, list[int]] = {name: [] for _, name in AGES}
    for each, left in met:
        if left:
            ages[_age((today - local_day(each.line.written_at)).days)].append(left)
    owed = sum(left for _, left in met)
    back = sum(each.recovered for each, _ in met)
    waiting, owing = sum(1 for each, _ in met if each.found is None), sum(1 for _, left in met if left)
    return {
        "says": f"{money_words(owed)} is outstanding on {_awards(owing)}, and {money_words(back)} was recovered. Of "
        f"{_awards(waiting)} nobody has found yet what became of the child.",
        "ages": [{"name": name, "many": len(each), "pence": sum(each)} for name, each in ages.items()],
        "rows": [_row(each, left, today) for each, left in met],
    }


def _row(each: SaidLeft, left: int, today: dt.date) -> list[Shown]:
    told = local_day(each.line.written_at)
    standing = _standing(each, left)
    waited = ((local_day(each.last_at) if each.last_at and not left else today) - told).days
    found = local_day(each.found.written_at) if each.found else None
    kind = KINDS.get(each.found.kind, each.found.kind) if each.found else ""
    return [
        Shown(standing, strong=bool(left)),
        Shown(each.award.reference, href=f"/awards/{each.award.reference}"),
        _dated(each.line.left_on),
        _dated(told),
        Shown(f"{day_words(found)}: {kind}", value=found) if found else Shown("Nobody yet"),
        _money(left + each.recovered),
        _money(each.recovered),
        _dated(local_day(each.last_at) if each.last_at else None),
        _money(left),
        Shown(f"{waited:,}", number=True, value=waited),
    ]


def _standing(each: SaidLeft, left: int) -> str:
    if each.found is None:
        return "Nobody has found out" if left else "Nothing overpaid; nobody has found out"
    return "Outstanding" if left else "Recovered"


def _awards(many: int) -> str:
    return f"{many:,} award{'s' if many != 1 else ''}"


def _age(days: int) -> str:
    return next(name for most, name in AGES if most is None or days <= most)


def _dated(day: dt.date | None) -> Shown:
    return Shown("–") if day is None else Shown(day_words(day), value=day)


def _money(pence: int) -> Shown:
    return Shown(f"£{pence // 100:,}.{pence % 100:02}", number=True, value=pounds(pence))
