"""When the chain of records was last verified whole, up to which record, and whether it held: kept in the log."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.services.desk import Desk
from panel_api.store.verified import last_verifying

ACTION: Final = "records_verified"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. upto: the last record there was; every one from the first to it was looked at.

    first: the number of the first broken record, and what is wrong with it by its code; None where all held.
    """

    at: dt.datetime
    upto: int
    holds: bool
    first: int | None = None
    kind: str | None = None


def verify_now(desk: Desk) -> Verified:
    """Hash every record again, from the first on, see that each follows the one before, and note what was found.

    Sealed values take much longer and are left to `evenhand verify`; a record's page checks its own.
    """
    with desk.database.reading() as session:
        found = store.verify_chain(session, desk.viewer, values=False)
    first = found.first
    verified = Verified(
        desk.clock(), found.head.sequence, found.holds, first.sequence if first else None, first.kind if first else None
    )
    detail = {"upto": verified.upto, "holds": verified.holds, "first": verified.first, "kind": verified.kind}
    with desk.database.writing() as session:
        store.write_log(session, desk.viewer, "changes", ACTION, "records", verified.at, detail)
    return verified


def last_verified(session: Session, desk: Desk) -> Verified | None:
    """What was found when the chain was last verified; None where it never was from a page."""
    line = last_verifying(session, desk.viewer, ACTION)
    if line is None:
        return None
    detail = json.loads(line.stored)["entry"]["detail"]
    return Verified(line.at, detail["upto"], detail["holds"], detail["first"], detail["kind"])
