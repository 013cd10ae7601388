"""The directory as programs read it: one place, a page of places, its numbers and changes, in plain JSON."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.placing.places import Free
from panel_api.models import Provision, ProvisionChange, ProvisionPlaces
from panel_api.services.provision import Past
from panel_api.services.provision_fields import FACT, FIELDS, fields_of
from panel_api.services.provision_pages import Listed


def provision_summary(row: Provision, free: Free) -> dict[str, Any]:
    """One place with its free places on the day that was asked for. null is not known."""
    fields = fields_of(row)
    return {
        "code": row.code,
        **{name: fields.get(name) for name in FIELDS},
        "facts": {name.removeprefix(FACT): value for name, value in fields.items() if name.startswith(FACT)},
        "places": free_document(free),
        "version": row.version,
    }


def free_document(free: Free) -> dict[str, Any]:
    """Free places with what they were worked out from."""
    numbers = free.numbers
    return {
        "free": free.places,
        "unknown": list(free.unknown),
        "from": numbers.from_day.isoformat() if numbers else None,
        "commissioned": numbers.commissioned if numbers else None,
        "on_roll": numbers.on_roll if numbers else None,
        "leaving": numbers.leaving if numbers else None,
        "named": numbers.named if numbers else None,
        "decided_since": free.decided,
    }


def list_document(found: Listed) -> dict[str, Any]:
    """A page of the directory."""
    return {
        "provision": [provision_summary(each, found.free[each.id]) for each in found.rows],
        "count": found.count,
        "needs_unknown": found.unsaid,
        "pages": {"before": found.before, "after": found.after},
    }


def provision_document(
    row: Provision,
    free: Free,
    within: Provision | None,
    units: Iterable[Provision],
    numbers: Iterable[ProvisionPlaces],
    changes: Iterable[ProvisionChange],
) -> dict[str, Any]:
    """One place with its numbers and what was changed of it, the latest first."""
    return {
        **provision_summary(row, free),
        "within": within.code if within else None,
        "units": [each.code for each in units],
        "numbers": [numbers_document(each) for each in numbers],
        "changes": [
            {
                "at": each.written_at.isoformat(),
                "by_role": each.by_role,
                "source": each.source,
                "words": each.words,
                "changes": each.changes,
            }
            for each in changes
        ],
    }


def numbers_document(each: ProvisionPlaces) -> dict[str, Any]:
    """Numbers from a day on. null is not known."""
    return {
        "from": each.from_day.isoformat(),
        "commissioned": each.commissioned,
        "on_roll": each.on_roll,
        "leaving": each.leaving,
        "named": each.named,
        "source": each.source,
    }


def past_document(code: str, past: Past) -> dict[str, Any]:
    """One place as the directory had it at the end of a day."""
    fields: Mapping[str, Any] = past.fields or {}
    return {
        "code": code,
        "on": past.day.isoformat(),
        "there": past.fields is not None,
        "fields": {name: fields.get(name) for name in FIELDS} if fields else {},
        "facts": {name.removeprefix(FACT): value for name, value in fields.items() if name.startswith(FACT)},
        "changed_since": len(past.later),
    }
