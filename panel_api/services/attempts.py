"""How often someone may try to sign in, so that nobody guesses a password and nobody is locked out by another.

Failures are counted by who was tried from where. A device that its owner signed in from before is counted by itself
alone: however many others try the same account, its owner gets in from there. From a device not seen before, an account
that many are trying has to wait; the administrator's one-time link lets its owner in all the same.
"""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.errors import Trouble
from panel_api.logging import log
from panel_api.models import Person
from panel_api.services.desk import Desk
from panel_api.services.signing import keyed_hash
from panel_api.store import NOBODY


@dataclass(frozen=True, slots=True)
class Rule:
    """So many failures in so long, and then a wait until the oldest of them is that long ago."""

    most: int
    window: dt.timedelta


_QUARTER: Final = dt.timedelta(minutes=15)
RULES: Final = {
    "account_and_address": Rule(5, _QUARTER),
    "address": Rule(60, _QUARTER),
    "account": Rule(20, dt.timedelta(hours=1)),
    "device": Rule(10, _QUARTER),
}
"""account: from devices not seen before only. device: of a device seen before, and then nothing else counts."""
UNKNOWN: Final = "unknown"
"""What a log calls an account that is not there."""
_KEPT: Final = dt.timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Try:
    """One try, counted as failed until it is known better."""

    buckets: dict[str, str]
    rows: list[int]


def claim_try(desk: Desk, key: bytes, account: str, address: str, device: str | None) -> Try:
    """Count a try before the password is looked at, so that many at once are many.

    account: as typed. device: of one that this account's owner signed in from before. Raises Trouble "too-many",
    saying how long to wait.
    """
    at = desk.clock()
    buckets = _buckets(key, account, address, device)
    with desk.database.writing() as session:
        store.forget_attempts(session, at - _KEPT)
        for bucket in sorted(buckets.values()):
            store.lock_bucket(session, bucket)
        waits = {}
        for what, bucket in buckets.items():
            rule = RULES[what]
            found = store.latest_attempts(session, bucket, at - rule.window, rule.most)
            if len(found) == rule.most:
                waits[what] = found[-1] + rule.window - at
        if not waits:
            return Try(buckets, store.add_attempts(session, buckets.values(), at))
    longest = max(waits, key=lambda what: (waits[what], what))
    log().warning("sign_in_throttled", reason=longest)
    raise too_many(waits[longest])


def note_failed(session: Session, desk: Desk, way: str, reason: str, person: Person | None = None) -> str:
    """A line that somebody could not sign in, and how it names the account that was tried: never as it was typed."""
    log().warning("sign_in_failed", way=way, reason=reason, person=person.reference if person else None)
    subject = person.reference if person else UNKNOWN
    store.write_log(session, NOBODY, "signing", "sign_in_failed", subject, desk.clock(), {"way": way, "reason": reason})
    return subject


def failed(session: Session, desk: Desk, tried: Try, way: str, reason: str, person: Person | None) -> None:
    """Write down that a try failed, and that the next one has to wait where it does. person: whose account it was."""
    at, subject = desk.clock(), note_failed(session, desk, way, reason, person)
    full = [
        what
        for what, bucket in tried.buckets.items()
        if len(store.latest_attempts(session, bucket, at - RULES[what].window, RULES[what].most)) == RULES[what].most
    ]
    if full:
        store.write_log(session, NOBODY, "signing", "locked_out", subject, at, {"by": full})


def succeeded(desk: Desk, tried: Try) -> None:
    """Take a counted failure back; whoever got in from there begins anew there."""
    own = [tried.buckets[what] for what in ("account_and_address", "device") if what in tried.buckets]
    with desk.database.writing() as session:
        store.take_attempts_back(session, tried.rows, own)


def too_many(wait: dt.timedelta) -> Trouble:
    """The refusal, with how long to wait."""
    seconds = max(1, -(-wait // dt.timedelta(seconds=1)))
    says = f"Too many tries. Wait {wait_words(seconds)}, then try again."
    return Trouble("too-many", says, headers={"Retry-After": str(seconds)})


def wait_words(seconds: int) -> str:
    """12 minutes, 1 minute, 40 seconds: never less than it is."""
    if seconds < 60:
        return f"{seconds} second{'s' * (seconds != 1)}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'s' * (minutes != 1)}"


def network_of(address: str) -> str:
    """What counts as one place: an address, or of the new addresses the 64 bits that one household or office gets."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _buckets(key: bytes, account: str, address: str, device: str | None) -> dict[str, str]:
    who, where = account.strip().casefold(), network_of(address)
    if device is not None:
        return {"device": keyed_hash(key, "device", who, device)}
    return {
        "account_and_address": keyed_hash(key, "account and address", who, where),
        "address": keyed_hash(key, "address", where),
        "account": keyed_hash(key, "account", who),
    }
