"""An entry of the ledger in one byte form, and its digest, which stands in the log of the ledger.

Amounts and references are the authority's and stay in clear in the ledger itself; the log holds digests alone.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring
from typing import Final, NamedTuple

from engine.recording.canonical import sha256_hex


class SealedLine(NamedTuple):
    """What of a line is hashed; its running totals follow from the lines before it. award: its number, if any."""

    account: int
    award: int | None
    effective_on: dt.date
    measure: str
    pence: int
    sequence: int
    year: int


class SealedEntry(NamedTuple):
    """What of an entry is hashed, in the order in which canonical JSON writes it."""

    award: int | None
    by_person: int | None
    by_reference: str
    by_role: str
    consent_by: str | None
    consent_words: str | None
    decision: int | None
    kind: str
    number: int
    pence: int
    reverses: int | None
    second_reference: str | None
    second_role: str | None
    source: str | None
    words: str
    written_at: dt.datetime


_LINES_AT: Final = SealedEntry._fields.index("number")


def entry_bytes(entry: SealedEntry, lines: Iterable[SealedLine]) -> bytes:
    """The canonical bytes (RFC 8785) of an entry with its lines in the order written: `{"award":…,"lines":[…],…}`.

    written_at: in UTC with six digits of a second. Raises ValueError for a moment without a zone.
    """
    if entry.written_at.tzinfo is None:
        raise ValueError("an entry's moment must have a time zone")
    moment = entry.written_at.astimezone(dt.UTC).isoformat(timespec="microseconds")[:26]
    parts = [f'"{name}":{_value(value)}' for name, value in zip(SealedEntry._fields[:-1], entry[:-1], strict=True)]
    parts.insert(_LINES_AT, f'"lines":[{",".join(map(_line, lines))}]')
    return f'{{{",".join(parts)},"written_at":"{moment}Z"}}'.encode()


def _value(value: object) -> str:
    """A text, a whole number or null as RFC 8785 writes it; names stand in their order, so nothing else is needed."""
    if value is None:
        return "null"
    return encode_basestring(value) if isinstance(value, str) else str(value)


def _line(line: SealedLine) -> str:
    return (
        f'{{"account":{line.account},"award":{"null" if line.award is None else line.award},'
        f'"effective_on":"{line.effective_on.isoformat()}","measure":{_value(line.measure)},"pence":{line.pence},'
        f'"sequence":{line.sequence},"year":{line.year}}}'
    )


def entry_digest(entry: SealedEntry, lines: Sequence[SealedLine]) -> str:
    """SHA-256 over those bytes, hexadecimal."""
    return sha256_hex(entry_bytes(entry, lines))
