"""The invented county's accounts, one or more for each role. They exist in demo mode only."""

import datetime as dt
from typing import Final

from panel_api.models import Appointment, Person
from panel_api.seed.county import School

_FROM: Final = dt.date(2025, 4, 1)
_STAFF: Final = (
    ("DEMO-CASEWORKER-1", "Wren Ashby", "caseworker"),
    ("DEMO-CASEWORKER-2", "Idris Colley", "caseworker"),
    ("DEMO-CHAIR", "Maud Penhale", "chair"),
    ("DEMO-MEMBER-1", "Tobias Rook", "panel_member"),
    ("DEMO-MEMBER-2", "Sunniva Hale", "panel_member"),
    ("DEMO-MEMBER-3", "Kit Okonjo-Bray", "panel_member"),
    ("DEMO-OFFICER", "Leonie Thrale", "senior_officer"),
    ("DEMO-AUDITOR", "Piers Danforth", "auditor"),
    ("DEMO-EDITOR-1", "Aoife Lunt", "rulebook_editor"),
    ("DEMO-EDITOR-2", "Rafe Mistry", "rulebook_editor"),
    ("DEMO-ADMIN", "Nell Quarrie", "administrator"),
    ("DEMO-FINANCE", "Orla Meakin", "finance_officer"),
)


def demo_accounts(places: tuple[School, ...], at: dt.datetime) -> list[Person]:
    """Every account with its role; the school's and the budget holder's belong to the county's first partnership."""
    first = next(each for each in places if each.phase == "primary" and each.setting == "mainstream")
    people = [_person(reference, name, role, at) for reference, name, role in _STAFF]
    people.append(_person("DEMO-SCHOOL", "Hattie Vane", "school", at, school=first.urn))
    people.append(
        _person("DEMO-HOLDER", "Gwil Farrow", "budget_holder", at, school=first.urn, partnership=first.partnership)
    )
    return people


def _person(
    reference: str, name: str, role: str, at: dt.datetime, school: str | None = None, partnership: str | None = None
) -> Person:
    held = Appointment(
        role=role,
        school=school,
        partnership=partnership,
        from_day=_FROM,
        by_reference="invented",
        source="local",
        written_at=at,
    )
    return Person(reference=reference, name=f"{name} (invented)", demo=True, created_at=at, appointments=[held])
