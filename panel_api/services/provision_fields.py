"""A place of the directory as plain fields, as history keeps them: what people may write of it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from panel_api.models import Provision
from panel_api.store.provision import cell_of

FIELDS: Final[dict[str, str]] = {
    "kind": "Kind",
    "name": "Name",
    "state": "State",
    "opened_on": "Opened on",
    "closed_on": "Closed on",
    "authority": "Council's area",
    "partnership": "Partnership",
    "town": "Town",
    "phase": "Phase",
    "least_age": "From age",
    "most_age": "To age",
    "admits": "Admits",
    "boarding": "Boards",
    "section_41": "Approved under section 41",
    "needs": "Designated for",
    "easting": "Easting",
    "northing": "Northing",
    "capacity": "Physical capacity",
    "catchment": "Catchment",
    "outreach": "Outreach",
    "website": "Website",
    "telephone": "Telephone",
    "invented": "Invented",
}
"""Every column that history keeps, in the order in which people read it, with its words."""
FACT: Final = "facts."
"""How the name of a fact begins among the fields."""
MUST: Final = frozenset({"kind", "name", "state", "invented"})
"""What is always known."""
_DAYS: Final = frozenset({"opened_on", "closed_on"})


def fields_of(row: Provision) -> dict[str, Any]:
    """The fields of a row in plain JSON; what is unknown is left out."""
    found = {name: plain_field(getattr(row, name)) for name in FIELDS}
    found |= {FACT + name: value for name, value in row.facts.items()}
    return {name: value for name, value in found.items() if value is not None}


def put_fields(row: Provision, fields: Mapping[str, Any]) -> None:
    """Set a row to these fields, all of them: what is left out becomes unknown. Its square follows from where it is."""
    for name in FIELDS:
        value = fields.get(name)
        if value is not None and name in _DAYS:
            value = dt.date.fromisoformat(value)
        setattr(row, name, value)
    row.facts = {name.removeprefix(FACT): value for name, value in fields.items() if name.startswith(FACT)}
    row.cell = cell_of(row.easting, row.northing)


def plain_field(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date) else value
