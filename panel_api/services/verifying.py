"""Verify the whole database: every chain, checkpoints, the rulebooks' texts, the rows that pages read, the ledger."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from engine.recording.chain import Fault, Head, Link
from engine.recording.checkpoints import Signed
from engine.recording.everything import ANCHORED, Chain, Verified, verify_everything, with_faults
from panel_api import store
from panel_api.services.desk import Desk
from panel_api.services.ledger_anchors import anchor_faults
from panel_api.store.rows_held import rows_that_differ
from panel_api.store.rows_held_later import later_rows_that_differ


def verify_database(desk: Desk, held: Sequence[tuple[str, int, str]] = (), trusted: Collection[str] = ()) -> Verified:
    """What verifying found, all of one moment. held: heads that somebody kept. trusted: public keys from elsewhere."""
    with desk.database.reading() as session:
        return verify_in(session, desk, held, trusted)


def verify_in(
    session: Session, desk: Desk, held: Sequence[tuple[str, int, str]] = (), trusted: Collection[str] = ()
) -> Verified:
    """The same as a session sees it: of a copy, or of one moment."""
    found = verify_everything(_Stored(session, desk), held, trusted)
    rows = [*rows_that_differ(session, desk.viewer), *later_rows_that_differ(session, desk.viewer)]
    entries = [
        Fault(line, "entry_altered", f"{where}: {says}", "ledger log line")
        for line, where, says in anchor_faults(session, desk.viewer)
    ]
    beside = {"records": rows, "ledger": entries}
    reports = {name: with_faults(found.reports[name], faults) for name, faults in beside.items()}
    return replace(found, reports={**found.reports, **reports})


class _Stored:
    """The database as a `Source`."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self.session, self.viewer = session, desk.viewer

    def chains(self) -> Sequence[Chain]:
        """All of them."""
        return ANCHORED

    def links(self, chain: Chain) -> Iterable[Link]:
        """A chain; the records with their values."""
        return store.read_links(self.session, self.viewer, chain=chain)

    def head(self, chain: Chain) -> Head | None:
        """Its head row."""
        return store.chain_head(self.session, chain)

    def signed(self) -> Iterable[Signed]:
        """The checkpoints."""
        return store.signed_checkpoints(self.session)

    def texts(self) -> Iterator[tuple[str, str]]:
        """The rulebooks' texts."""
        return store.hashed_rulebooks(self.session)
