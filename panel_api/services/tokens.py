"""Tokens of programs: made by the administrator, shown once, limited to a role and to permissions, revocable."""

import datetime as dt
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.problems import Complaints
from panel_api import store
from panel_api.errors import not_found
from panel_api.logging import log
from panel_api.models import ApiToken
from panel_api.roles import permissions_of
from panel_api.services.answers import refuse_if_any
from panel_api.services.attempts import UNKNOWN
from panel_api.services.desk import Desk
from panel_api.store import NOBODY

ROLES: Final = ("school", "caseworker")
"""Whose programs there are: a school's own system, and the council's casework system."""
LONGEST: Final = 366
"""Days a token may hold. A year, so that whoever forgot it is asked again."""
PREFIX: Final = "eh_"
"""Begins every token, so that one left lying about is recognised."""
FOR_PROGRAMS: Final = (
    "read_cases", "take_in", "amend", "assess", "recommend", "see_working", "see_like_cases", "keep_case", "see_due",
    "read_letters",
)  # fmt: skip
"""What a program may be let do, where its role may. The rest takes a person: to decide, to declare an interest, to
confirm who a letter goes to, to answer for minutes."""
_URN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:-]{0,31}")


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to be made. name: of the program. days: how long it holds."""

    name: str
    role: str
    school: str
    permissions: Sequence[str]
    days: int


def grantable(role: str) -> list[str]:
    """What a program of a role may be let do, in order."""
    may = permissions_of(role) if role in ROLES else frozenset()
    return [code for code in FOR_PROGRAMS if code in may]


def make_token(session: Session, desk: Desk, given: NewToken) -> tuple[ApiToken, str]:
    """A new token and what the program sends, told once. Raises Trouble "bad-input" with every problem."""
    complaints = Complaints()
    if not (0 < len(given.name.strip()) <= 200):
        complaints.add("name", "there is no name, or one too long", "what the program is called", "Write it")
    if given.role not in ROLES:
        complaints.add("role", "no program has this role", " or ".join(ROLES), "Choose one")
    if not given.permissions or (given.role in ROLES and not set(given.permissions) <= set(grantable(given.role))):
        complaints.add("permissions", "nothing, or what this role may not do", "at least one of the list", "Choose")
    if (given.role == "school") != bool(_URN.fullmatch(given.school)):
        complaints.add(
            "school", "a school's program needs its school, another none", "its URN, or nothing", "Correct it"
        )
    if not 1 <= given.days <= LONGEST:
        complaints.add("days", "it holds too long or not at all", f"1 to {LONGEST} days", "Correct it")
    refuse_if_any(complaints)
    secret = PREFIX + secrets.token_urlsafe(32)
    at = desk.clock()
    token = store.add_token(
        session,
        at,
        name=given.name.strip(),
        token_sha256=store.sha256_of(secret),
        role=given.role,
        school=given.school or None,
        permissions=sorted(given.permissions),
        by_reference=desk.viewer.reference,
        expires_at=at + dt.timedelta(days=given.days),
    )
    _note(session, desk, "make_token", token)
    return token, secret


def revoke_token(session: Session, desk: Desk, reference: str) -> None:
    """End a token at once; one that has ended stays ended when it did. Raises Trouble "not-found"."""
    token = store.token_by_reference(session, desk.viewer, reference)
    if token is None:
        raise not_found("There is no such token", "Look for it in the list of tokens")
    if token.revoked_at is None:
        token.revoked_at = desk.clock()
        _note(session, desk, "revoke_token", token)


def note_token_refused(desk: Desk, secret: str) -> None:
    """Write down that a token was sent that does not hold: by its reference where it is one of ours that has ended."""
    with desk.database.writing() as session:
        known = store.token_by_secret(session, secret) if secret else None
        subject = known.reference if known else UNKNOWN
        store.write_log(session, NOBODY, "signing", "token_refused", subject, desk.clock())


def _note(session: Session, desk: Desk, what: str, token: ApiToken) -> None:
    session.flush()
    log().info("token_changed", what=what, token=token.reference, by=desk.viewer.reference)
    store.write_log(session, desk.viewer, "changes", what, token.reference, desk.clock())
