"""Days that a person writes down of what has happened: none lies ahead, and none before what it follows."""

import datetime as dt

from engine.problems import Complaints
from panel_api.services.desk import Desk


def refuse_days(desk: Desk, complaints: Complaints, since: dt.date | None = None, **days: dt.date | None) -> None:
    """Note each day, by its field's name, that has not come yet or lies before `since`."""
    last = desk.last_day()
    for name, day in days.items():
        where = name.removesuffix("_day") if name in ("from_day", "to_day") else name
        if day is not None and day > last:
            complaints.add(where, "this day has not come yet", f"a day up to {last.isoformat()}", "Correct it")
        elif day is not None and since is not None and day < since:
            wrong = "this day is before what it follows"
            complaints.add(where, wrong, f"a day from {since.isoformat()} on", "Correct it")
