"""The chain: each record holds the hash of the one before, so nothing can be changed unseen.

The stored bytes of a record are `{"entry":{…},"previous":"<64 hex>","sequence":<n>}`, canonical, one
line. A record's hash is SHA-256 over exactly those bytes, so `jq` and `sha256sum` check a chain alone
(docs/records.md). The two chain fields stand last: their place is known without reading the entry.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.recording.canonical import canonical_bytes, read_canonical, sha256_hex
from engine.recording.sealing import SealedValue, digest_of, digests_in

GENESIS: Final = "0" * 64
"""What the first record, number 1, names as the hash before it."""

_FIELDS: Final = {"entry", "previous", "sequence"}

MOST_FAULTS: Final = 100
"""A report lists no more than this; `faulty` still counts every one."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last record's number and hash; 0 and GENESIS while there is none."""

    sequence: int = 0
    sha256: str = GENESIS


@dataclass(frozen=True, slots=True)
class Link:
    """A record as stored. sealed: its values that are kept apart; None where they were not read.

    previous: what the database's own column says, where it was read.
    """

    sequence: int
    stored: bytes
    sha256: str
    sealed: Sequence[SealedValue] | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """A hash that a link must have because something outside its chain names it. by: what names it, in words."""

    sha256: str
    by: str


Anchors = Mapping[int, Sequence[Anchor]]
"""By a link's number."""
UNANCHORED: Final[Anchors] = {}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one link. kind is a word for programs, says a sentence for people. of: "record" or such."""

    sequence: int
    kind: str
    says: str
    of: str = "record"

    def __str__(self) -> str:
        return f"{self.of} {self.sequence}: {self.says}"


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What verifying found. first: the first broken record and how it is broken; None where all holds.

    faults: in the order met, no more than MOST_FAULTS; faulty: how many there are. rulebooks: the hash of each text
    that is named, with the first record that names it; only where entries were read.
    """

    records: int
    values: int
    disposed: int
    head: Head
    faults: tuple[Fault, ...]
    faulty: int
    first: Fault | None
    rulebooks: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.faulty


def stamp(entry: Mapping[str, object], head: Head) -> Link:
    """The record that follows `head`: its stored bytes and its hash."""
    number = head.sequence + 1
    stored = canonical_bytes({"entry": entry, "previous": head.sha256, "sequence": number})
    return Link(number, stored, sha256_hex(stored))


def entry_of(stored: bytes) -> dict[str, object]:
    """The entry of a record as stored. Raises ValueError if the bytes are no record."""
    body = json.loads(stored)
    if not isinstance(body, dict) or not isinstance(body.get("entry"), dict):
        raise ValueError("not a record")
    entry: dict[str, object] = body["entry"]
    return entry


def verify(
    links: Iterable[Link],
    head: Head | None,
    anchors: Anchors = UNANCHORED,
    *,
    entries: bool = False,
    of: str = "record",
) -> VerifyReport:
    """Check a whole chain from its first link, reading each once and keeping none.

    head: what the head row says; None where there is no such row, which is itself a fault. entries: read what each link
    says too, as is always done where `Link.sealed` is given; values are then checked against their digests. of: what a
    link of this chain is called. Never raises on what it reads.
    """
    return _Verifier(anchors, entries, of).run(links, head)


class _Verifier:
    def __init__(self, anchors: Anchors, entries: bool, of: str) -> None:
        self.anchors, self.entries, self.of = anchors, entries, of
        self.faults: list[Fault] = []
        self.faulty = self.values = self.records = 0
        self.first: Fault | None = None
        self.last = Head()
        self.absent: dict[int, str] = {}
        self.disposed: set[int] = set()
        self.kept = bytearray(1)  # for each link, in order, whether values of it are there
        self.rulebooks: dict[str, int] = {}

    def run(self, links: Iterable[Link], head: Head | None) -> VerifyReport:
        number, mark = self.last.sequence, self.last.sha256
        for link in links:
            self.records += 1
            self.kept.append(bool(link.sealed))
            if not _follows(link, number, mark):
                self.last = Head(number, mark)
                if not self._bytes(link):
                    number, mark = link.sequence, link.sha256
                    continue
            if self.anchors:
                self._anchored(link)
            if self.entries or link.sealed is not None:
                self._entry(link)
            number, mark = link.sequence, link.sha256
        self.last = Head(number, mark)
        self._disposals()
        self._against(head)
        return VerifyReport(
            self.records,
            self.values,
            len(self.disposed & self.absent.keys()),
            self.last,
            tuple(self.faults),
            self.faulty,
            self.first,
            self.rulebooks,
        )

    def _bytes(self, link: Link) -> bool:
        """What is wrong with number, hash and link, without reading the entry; whether the entry can be read at all."""
        expected = self.last.sequence + 1
        if link.sequence != expected:
            gap = f"{self.of} {expected} is missing: {link.sequence} follows {self.last.sequence}"
            self._add(expected, "sequence_gap", gap)
        if sha256_hex(link.stored) != link.sha256:
            self._add(link.sequence, "bytes_altered", "its bytes are not those its hash was made from")
            return False
        tail = f',"previous":"{self.last.sha256}","sequence":{link.sequence}}}'.encode()
        if not link.stored.endswith(tail) and link.sequence == expected:
            says = f"it does not hold the hash and number that follow {self.of} {self.last.sequence}"
            self._add(link.sequence, "link_broken", f"{says}: one of the two was rewritten")
            return False
        if link.previous not in (None, self.last.sha256) and link.sequence == expected:
            says = "its column `previous` is not what its bytes say"
            self._add(link.sequence, "column_altered", says)
        return True

    def _entry(self, link: Link) -> None:
        try:
            body = read_canonical(link.stored)
        except ValueError as error:
            says = f"its bytes are not the one canonical form of a record ({error})"
            self._add(link.sequence, "not_canonical", says)
            return
        entry = body.get("entry") if isinstance(body, dict) and body.keys() == _FIELDS else None
        if not isinstance(entry, dict):
            self._add(link.sequence, "not_a_record", "its bytes are not a record's JSON")
            return
        rulebook = entry.get("rulebook")
        if isinstance(rulebook, dict) and isinstance(rulebook.get("sha256"), str):
            self.rulebooks.setdefault(rulebook["sha256"], link.sequence)
        if entry.get("kind") == "disposal":
            self.disposed |= _numbers(entry.get("disposes"), link.sequence)
        if link.sealed is not None:
            self._sealed(link, link.sealed, entry)

    def _sealed(self, link: Link, sealed: Sequence[SealedValue], entry: object) -> None:
        kept = {value.path: value for value in sealed}
        for path, digest in digests_in(entry):
            value = kept.pop(path, None)
            if value is None:
                self.absent.setdefault(link.sequence, path)
                continue
            self.values += 1
            if not _matches(value, digest):
                says = f"its sealed value {path} does not match its digest"
                self._add(link.sequence, "value_altered", says)
        for path in kept:
            self._add(link.sequence, "value_added", f"a sealed value {path} belongs to no digest of it")

    def _anchored(self, link: Link) -> None:
        for anchor in self.anchors.get(link.sequence, ()):
            if anchor.sha256 != link.sha256:
                says = f"{anchor.by} names it with another hash: it was written anew since"
                self._add(link.sequence, "anchor_differs", says)

    def _disposals(self) -> None:
        for sequence, path in self.absent.items():
            if sequence not in self.disposed:
                says = f"its sealed value {path} is gone, and no later record says it was disposed of"
                self._add(sequence, "value_missing", says)
        for sequence in sorted(self.disposed):
            if sequence < len(self.kept) and self.kept[sequence]:
                says = "a later record says its values were disposed of, and they are still there"
                self._add(sequence, "value_kept", says)

    def _against(self, head: Head | None) -> None:
        if head is None:
            self._add(self.last.sequence, "head_missing", "the head row of the chain is missing")
        elif head.sequence > self.last.sequence:
            says = f"missing: the head names {self.of} {head.sequence}, the last found is {self.last.sequence}"
            self._add(self.last.sequence + 1, "tail_missing", says)
        elif head != self.last:
            says = f"the head ({self.of} {head.sequence}) does not name it with its hash: one was rewritten"
            self._add(self.last.sequence, "head_differs", says)
        for number in sorted(self.anchors):
            if number > self.last.sequence:
                says = f"missing: {self.anchors[number][0].by} names it, the last found is {self.last.sequence}"
                self._add(number, "anchor_missing", says)

    def _add(self, sequence: int, kind: str, says: str) -> None:
        fault = Fault(sequence, kind, says, self.of)
        self.faulty += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)
        if self.first is None or sequence < self.first.sequence:
            self.first = fault


def _follows(link: Link, number: int, mark: str) -> bool:
    """Whether nothing is wrong with number, hash, link and column of what stands after a record; asked of every one."""
    return (
        link.sequence == number + 1
        and hashlib.sha256(link.stored).hexdigest() == link.sha256
        and link.stored.endswith(f',"previous":"{mark}","sequence":{link.sequence}}}'.encode())
        and link.previous in (None, mark)
    )


def _matches(value: SealedValue, digest: str) -> bool:
    try:
        return value.digest == digest == digest_of(value.salt, value.value)
    except (ValueError, UnicodeEncodeError):
        return False


def _numbers(listed: object, before: int) -> set[int]:
    """The records a disposal names; only earlier ones can be meant."""
    found = listed if isinstance(listed, list) else []
    return {each for each in found if type(each) is int and each < before}
