"""Provision for tests: rows of the directory as a hand would write them, all invented."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from panel_api.models import Provision, ProvisionPlaces
from panel_api.store.provision import cell_of
from tests.panel_api.databases import NOW


def a_provision(session: Session, code: str = "912345", **given: Any) -> Provision:
    """One row, open and without numbers; whatever is given stands in it."""
    values = {
        "kind": "special", "name": f"School {code}", "state": "open", "facts": {}, "invented": True, "needs": None,
        "created_at": NOW, "updated_at": NOW, **given,
    }  # fmt: skip
    row = Provision(code=code, cell=cell_of(given.get("easting"), given.get("northing")), **values)
    session.add(row)
    session.flush()
    return row


def numbers(session: Session, provision: Provision, day: dt.date, *given: int | None, at: dt.datetime = NOW) -> None:
    """Its numbers from a day on: commissioned, on roll, leaving, named."""
    names = ("commissioned", "on_roll", "leaving", "named")
    counts = dict(zip(names, given, strict=True))
    said = {"source": "The school", "by_role": "caseworker", "by_reference": "test", "written_at": at}
    session.add(ProvisionPlaces(provision_id=provision.id, from_day=day, **counts, **said))
    session.flush()
