"""A senior officer of the benchmark's own, signed in: every page asks who looks at it."""

import datetime as dt
import secrets
from pathlib import Path

from benchmarks.county import settings_for
from panel_api import store
from panel_api.clock import system_clock
from panel_api.database import open_database
from panel_api.models import Appointment, Person


def cookie(file: Path) -> str:
    """The cookie of a new session of somebody new."""
    database, now = open_database(settings_for(file)), system_clock()
    reference = f"benchmark-{secrets.token_hex(4)}"
    try:
        with database.writing() as session:
            held = Appointment(
                role="senior_officer", from_day=dt.date(2020, 1, 1), by_reference=reference, written_at=now
            )
            person = Person(reference=reference, name="A benchmark", created_at=now, appointments=[held])
            session.add(person)
            session.flush()
            return f"evenhand={store.begin_sign_in(session, person, held, reference, now)}"
    finally:
        database.dispose()
