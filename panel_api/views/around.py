"""People around the child on a day: who holds the rights, who has parental responsibility, who is written to how.

The word "parent" alone opens nothing, so each parent's line says whether they have parental responsibility.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from engine.amounts import listing
from engine.law.rights import holder_on
from panel_api import words
from panel_api.models import Case, Party
from panel_api.services.shielding import shields

ORDER: Final = (
    "parent", "carer", "social_worker", "virtual_school", "advocate", "school", "looking_after", "maintaining", "area",
    "paying",
)  # fmt: skip


def around_view(case: Case, names: bool, today: dt.date) -> dict[str, Any]:
    """Who is around the child today, who was before, and who holds the rights. names: whether they may be told."""
    child = next((party for party in case.parties if party.role == "child"), None)
    holder = holder_on(child.from_day if child else None, today)
    others = sorted((each for each in case.parties if each.role != "child"), key=lambda each: ORDER.index(each.role))
    found = shields(case)
    kept = {id(each.parent): f"Address shielded from {_kept_from(each.kept_from, names)}." for each in found}
    rows = [_row(each, kept.get(id(each), ""), names, today) for each in others]
    return {
        "rights": holder.words,
        "passed": holder.who == "young_person",
        "born": child.from_day if child and names else None,
        "child": _row(child, "", names, today) if child else None,
        "now": [row for row in rows if row["now"]],
        "coming": [row for row in rows if row["coming"]],
        "before": [row for row in rows if not row["now"] and not row["coming"]],
        "shields": [
            {"says": f"{named(each.parent, names)}: {kept[id(each.parent)]}", "to": _kept_from(each.kept_from, names)}
            for each in found
        ],
    }


def named(party: Party, names: bool) -> str:
    """Someone's name; where it is kept back or not known, that."""
    if party.name:
        return party.name
    return "Not named" if names else "Name kept back"


def _kept_from(others: Sequence[Party], names: bool) -> str:
    if not names:
        return "the other parent"
    return listing([each.name or "the other parent" for each in others]) or "the other parent"


def _row(party: Party, shield: str, names: bool, today: dt.date) -> dict[str, Any]:
    return {
        "id": party.id,
        "code": party.role,
        "role": words.PARTY_ROLES[party.role],
        "name": named(party, names),
        "reference": party.reference,
        "responsibility": _responsibility(party),
        "shield": shield,
        "address": party.address,
        "interpreter": party.interpreter,
        "easy_read": party.easy_read,
        "from": party.from_day,
        "to": party.to_day,
        "now": party.from_day <= today and (party.to_day is None or party.to_day >= today),
        "coming": party.from_day > today,
    }


def _responsibility(party: Party) -> str:
    if party.role != "parent":
        return ""
    return "Has parental responsibility." if party.parental_responsibility else "Has no parental responsibility."
