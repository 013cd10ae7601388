"""Checkpoints: where every chain ended on a day, signed. One head stands for all of them.

A checkpoint's entry names the key that signs it, and where the key changes the one that signs the next. So the first
key vouches for every later one, until one is lost. What a checkpoint names of another chain is an anchor there: who
holds one old checkpoint's hash can tell that nothing before it was rewritten, whoever holds the keys by now.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.amounts import day_words
from engine.law.calendars import local_day
from engine.recording.canonical import read_canonical
from engine.recording.chain import Anchor, Fault, Link
from engine.recording.signatures import signed_by

OF: Final = "checkpoint"
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as stored, with the key and the signature that stand beside it. day: the column's, where read."""

    link: Link
    key: str
    signature: str
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class KeySpan:
    """A key and the first and last checkpoint it signed. lost: why the one before it could not vouch for it."""

    key: str
    first: int
    last: int
    lost: str | None = None


@dataclass(slots=True)
class CheckpointsFound:
    """What signatures and keys came to. anchors: by chain, what its links must be. keys: in the order of their use."""

    faults: list[Fault] = field(default_factory=list)
    anchors: dict[str, dict[int, list[Anchor]]] = field(default_factory=dict)
    keys: list[KeySpan] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one checkpoint says, once its shape was found right."""

    at: dt.datetime
    day: dt.date
    heads: Mapping[str, tuple[int, str]]
    key: str
    next_key: str
    lost: str | None


def check_signed(signed: Iterable[Signed], chains: Collection[str], trusted: Collection[str] = ()) -> CheckpointsFound:
    """Check the signature, keys, days and heads of each checkpoint; its place in its own chain is for `verify`.

    chains: the chains that each must name. trusted: public keys known from elsewhere: where any are given one of them
    must have signed, and a key that takes over from a lost one is right if it is among them.
    """
    found = CheckpointsFound()
    before: _Said | None = None
    for each in signed:
        number = each.link.sequence

        def wrong(kind: str, says: str, number: int = number) -> None:
            found.faults.append(Fault(number, kind, says, OF))

        try:
            said = _said(each.link.stored)
        except ValueError as error:
            wrong("not_a_checkpoint", f"it is no checkpoint: {error}")
            continue
        _signature(each, said, before, trusted, wrong)
        _order(each, said, before, chains, wrong)
        _note(found, number, said)
        before = said
    if trusted and not {span.key for span in found.keys} & set(trusted):
        says = "none of the keys that were given has signed any of them"
        found.faults.append(Fault(found.keys[-1].last if found.keys else 0, "key_unknown", says, OF))
    return found


_Wrong = Callable[[str, str], None]


def _signature(each: Signed, said: _Said, before: _Said | None, trusted: Collection[str], wrong: _Wrong) -> None:
    if each.key != said.key:
        wrong("key_differs", "the key beside it is not the one it names")
    if not signed_by(said.key, each.signature, each.link.stored):
        wrong("signature_false", "its signature is not of the key it names over its bytes")
    if before is not None and said.key != before.next_key and said.key not in trusted:
        why = f'the key before was lost ("{said.lost}")' if said.lost else "the one before names another"
        wrong("key_not_vouched_for", f"nothing vouches for its key: {why}")
    if said.lost and (before is None or said.key == before.next_key):
        wrong("key_not_lost", "it says that a key was lost, and it was not")


def _order(each: Signed, said: _Said, before: _Said | None, chains: Collection[str], wrong: _Wrong) -> None:
    if said.day != local_day(said.at):
        wrong("day_differs", f"its day ({said.day}) is not that of its time ({said.at:%Y-%m-%dT%H:%M:%SZ})")
    if each.day not in (None, said.day):
        wrong("column_altered", "its column `day` is not what its bytes say")
    if said.heads.keys() != set(chains):
        wrong("head_left_out", f"it names the chains {', '.join(sorted(said.heads))}, not {', '.join(sorted(chains))}")
    if before is None:
        return
    if said.at < before.at:
        wrong("time_goes_back", "its time is before that of the one before it")
    for chain, (number, sha256) in sorted(said.heads.items()):
        earlier = before.heads.get(chain, (0, ""))
        if number < earlier[0] or (number == earlier[0] and sha256 != earlier[1]):
            wrong("head_goes_back", f"it names {chain} {number}, which the one before it contradicts")


def _note(found: CheckpointsFound, number: int, said: _Said) -> None:
    by = f"checkpoint {number} of {day_words(said.day)}"
    for chain, (sequence, sha256) in said.heads.items():
        if sequence:
            there = found.anchors.setdefault(chain, {}).setdefault(sequence, [])
            if sha256 not in {anchor.sha256 for anchor in there}:
                there.append(Anchor(sha256, by))
    if found.keys and found.keys[-1].key == said.key:
        found.keys[-1] = KeySpan(said.key, found.keys[-1].first, number, found.keys[-1].lost)
    else:
        found.keys.append(KeySpan(said.key, number, number, said.lost))


def _said(stored: bytes) -> _Said:
    """Raises ValueError where these bytes say no whole checkpoint."""
    body = read_canonical(stored)
    entry = body.get("entry") if isinstance(body, dict) else None
    if not isinstance(entry, dict) or entry.get("kind") != OF:
        raise ValueError("its kind is another")
    heads, lost = entry.get("heads"), entry.get("lost")
    if not isinstance(heads, dict) or not isinstance(lost, str | None):
        raise ValueError("it names no heads")
    key = _hash(entry.get("key"))
    return _Said(
        at=_moment(entry.get("at")),
        day=dt.date.fromisoformat(str(entry.get("day"))),
        heads={name: _head(head) for name, head in heads.items()},
        key=key,
        next_key=_hash(entry.get("next_key", key)),
        lost=lost,
    )


def _moment(text: object) -> dt.datetime:
    return dt.datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)


def _head(head: object) -> tuple[int, str]:
    if not isinstance(head, dict) or head.keys() != {"sequence", "sha256"} or type(head["sequence"]) is not int:
        raise ValueError("a head is a number and a hash")
    return head["sequence"], _hash(head["sha256"])


def _hash(text: object) -> str:
    if not isinstance(text, str) or not _HASH.fullmatch(text):
        raise ValueError("a hash or a key is 64 hexadecimal digits")
    return text


def held_anchors(heads: Sequence[tuple[str, int, str]]) -> dict[str, dict[int, list[Anchor]]]:
    """Anchors from heads that somebody kept: each a chain's name, a number and a hash."""
    found: dict[str, dict[int, list[Anchor]]] = {}
    for chain, number, sha256 in heads:
        found.setdefault(chain, {}).setdefault(number, []).append(Anchor(sha256, "the head that was kept"))
    return found
