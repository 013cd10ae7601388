"""Writing checkpoints: one a day at the least, one that changes the key, one that says a key was lost."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from engine.recording.chain import Link, entry_of
from engine.recording.checkpoints import KeySpan, check_signed
from engine.recording.everything import ANCHORED
from engine.recording.records import checkpoint_entry
from engine.recording.signatures import public_key, sign
from panel_api import store
from panel_api.errors import Trouble, conflict
from panel_api.models import Checkpoint
from panel_api.services.desk import Desk
from panel_api.services.signing_keys import key_in, present_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def checkpoint(session: Session, desk: Desk) -> Link | None:
    """Write one where any chain has moved since the last, or none stands for the day it is in England.

    None where nothing is to be written. Waits for whoever else writes one. Raises Trouble "conflict" where the present
    key is not the one that the last checkpoint names.
    """
    store.hold_head(session, "checkpoints")
    last = store.latest_checkpoint(session)
    if last is not None and store.checkpoint_on(session, desk.last_day()) and _heads(session) == _named(last):
        return None
    return _write(session, desk, last, present_key(session, desk))


def checkpoint_of_the_day(desk: Desk) -> Link | None:
    """Write one where none stands for the day it is in England; of several processes that try at once, one does."""
    with desk.database.reading() as session:
        if store.checkpoint_on(session, desk.last_day()):
            return None
    with desk.database.writing() as session:
        store.hold_head(session, "checkpoints")
        last = store.latest_checkpoint(session)
        if store.checkpoint_on(session, desk.last_day()):
            return None
        return _write(session, desk, last, present_key(session, desk))


def rotate_key(session: Session, desk: Desk, file: Path) -> Link:
    """Write a checkpoint in which the present key names the one in `file` as the next; from then on that one signs.

    Raises Trouble "conflict" where the present key may not sign, or `file` holds it or none.
    """
    following = public_key(key_in(file))
    present = present_key(session, desk)
    if following == public_key(present):
        raise conflict(f"{file} holds the present key", "Make another with `evenhand keys new`")
    store.write_log(session, desk.viewer, "changes", "key_rotated", following, desk.clock())
    store.hold_head(session, "checkpoints")
    return _write(session, desk, store.latest_checkpoint(session), present, following)


def replace_lost_key(session: Session, desk: Desk, file: Path, why: str) -> Link:
    """Write a checkpoint signed by the key in `file`, which nothing vouches for, since the one before is lost.

    Raises Trouble "conflict" where no key was used yet, or the one in `file` is the one that should sign.
    """
    found = key_in(file)
    store.write_log(session, desk.viewer, "changes", "key_replaced", public_key(found), desk.clock())
    store.hold_head(session, "checkpoints")
    last = store.latest_checkpoint(session)
    if last is None or signs_next(last) == public_key(found):
        raise conflict("No key was lost", f"Set EVENHAND_SIGNING_KEY to {file}")
    return _write(session, desk, last, found, lost=why)


@dataclass(frozen=True, slots=True)
class SigningState:
    """keys: all that have signed, in order. signs_next: the public key that the last one names. file: its place."""

    keys: tuple[KeySpan, ...]
    signs_next: str | None
    file: Path | None


def signing_state(session: Session, desk: Desk) -> SigningState:
    """Which keys have signed so far, which signs next, and where it is; None for a file means the database."""
    last = store.latest_checkpoint(session)
    found = check_signed(store.signed_checkpoints(session), ANCHORED)
    return SigningState(tuple(found.keys), None if last is None else signs_next(last), desk.settings.signing_key)


def signs_next(last: Checkpoint) -> str:
    """The public key that signs the checkpoint after this one."""
    entry = entry_of(last.stored)
    return str(entry.get("next_key", entry["key"]))


def _write(
    session: Session,
    desk: Desk,
    last: Checkpoint | None,
    key: "Ed25519PrivateKey",
    following: str | None = None,
    lost: str | None = None,
) -> Link:
    public, at = public_key(key), desk.clock()
    if last is not None and lost is None and public != signs_next(last):
        says = f"The key to sign with is {public}, and checkpoint {last.sequence} names {signs_next(last)}"
        raise Trouble("conflict", f"{says}. Set EVENHAND_SIGNING_KEY to the file with that one (docs/records.md).")
    if last is not None and at < last.written_at:
        raise conflict("The clock is before the last checkpoint", "Set this machine's clock")
    entry = checkpoint_entry(at, desk.last_day(), _heads(session), public, following, lost)
    return store.append_checkpoint(
        session, entry, day=desk.last_day(), at=at, key=public, sign=lambda stored: sign(key, stored)
    )


def _heads(session: Session) -> dict[str, dict[str, object]]:
    """Where every chain ends. Each is read as it was committed; all later ones go into the next checkpoint."""
    heads = store.chain_heads(session)
    for name in ANCHORED:
        if name not in heads:
            raise store.ChainMissing(f"the head of the chain of {name} is missing; run `evenhand verify`")
    return {name: asdict(heads[name]) for name in ANCHORED}


def _named(last: Checkpoint) -> object:
    return json.loads(last.stored)["entry"]["heads"]
