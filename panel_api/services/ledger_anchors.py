"""Hold the ledger against its log: an entry or a line that was altered, taken away or added from outside is found."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.recording.chain import entry_of
from engine.recording.entries import entry_digest
from panel_api.store import Viewer, read_links, verify_chain
from panel_api.store.anchors import entry_numbers, read_entries

Found = tuple[str, str]
"""Where, and what does not hold."""
_LOG: Final = "The log of the ledger"


def ledger_faults(session: Session, viewer: Viewer) -> Iterator[Found]:
    """What does not hold of the log's own chain, and of the ledger against it."""
    chain = verify_chain(session, viewer, chain="ledger")
    if chain.first is not None:
        yield _LOG, chain.first.says
    for _, where, says in anchor_faults(session, viewer):
        yield where, says


def anchor_faults(session: Session, viewer: Viewer) -> Iterator[tuple[int, str, str]]:
    """The log's line, where, and what does not hold; nothing where each entry is as its digest says, and no other is.

    A line of the log is in memory at a time, with its entries.
    """
    anchored: set[int] = set()
    last = 0
    for link in read_links(session, viewer, chain="ledger", values=False):
        last, said = link.sequence, _digests(link.stored)
        if said is None:
            yield last, _LOG, f"line {last} cannot be read"
            continue
        if not said:
            continue
        there = {
            entry.number: entry_digest(entry, lines) for entry, lines in read_entries(session, min(said), max(said))
        }
        for number, digest in said.items():
            wrong = _wrong(number, digest, anchored, there)
            if wrong:
                yield last, f"Entry {number}", wrong
            anchored.add(number)
    for number in entry_numbers(session):
        if number not in anchored:
            yield last, f"Entry {number}", "it does not stand in the log of the ledger: it was added from outside"


def _wrong(number: int, digest: str, anchored: Collection[int], there: Mapping[int, str]) -> str:
    if number in anchored:
        return "it stands in the log of the ledger twice"
    if number not in there:
        return "it stands in the log of the ledger, and is not in the ledger any more"
    if there[number] != digest:
        return "it or a line of it was altered after it was written: its digest is another"
    return ""


def _digests(stored: bytes) -> dict[int, str] | None:
    """Each entry's digest as a line of the log gives it; None where the line cannot be read."""
    try:
        entry: Any = entry_of(stored)
        if entry.get("action") != "entries_written":
            return {}
        return {int(number): str(digest) for number, digest in entry["detail"]["entries"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
