"""Which school of the directory is meant by what somebody typed: its code, its name, or a part of it."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from engine.problems import Complaints
from panel_api.models import Provision
from panel_api.services.desk import Desk
from panel_api.store import provision

MOST: Final = 20
"""How many schools of like name are offered to choose from."""


def find_place(
    session: Session, desk: Desk, name: str, code: str | None, unlisted: bool, complaints: Complaints
) -> Provision | None:
    """The one place of the directory that is meant, by its code or its name; None where it does not stand there.

    Where several could be meant, or none is called so, whoever writes says which.
    """
    if unlisted:
        return None
    if code is not None:
        found = provision.provision_by_code(session, desk.viewer, code)
        if found is None:
            wrong = "the directory has nothing with this code"
            complaints.add("code", wrong, "the code of a school in the directory", "Choose again")
        return found
    alike = places_alike(session, desk, name)
    only = _only(alike, name)
    if only is not None:
        return only
    if alike:
        wrong = "more than one school could be meant" if len(alike) > 1 else "a school is called something like it"
        complaints.add("code", wrong, "which one", "Choose it, or say that it is not in the directory")
    else:
        wrong = "the directory has no school that is called so"
        complaints.add("school", wrong, "a name or URN of the directory", "Correct it, or say that it is not there")
    return None


def places_alike(session: Session, desk: Desk, name: str) -> Sequence[Provision]:
    """Up to MOST places whose names hold every word of this one, or whose code begins so."""
    return provision.provisions_called(session, desk.viewer, name, MOST)


def place_called(session: Session, desk: Desk, name: str) -> Provision | None:
    """The only place that is called exactly so, or has this for its code."""
    return _only(places_alike(session, desk, name), name)


def _only(alike: Sequence[Provision], name: str) -> Provision | None:
    wanted = name.strip().casefold()
    same = [each for each in alike if wanted in (each.name.casefold(), each.code.casefold())]
    return same[0] if len(same) == 1 else None
