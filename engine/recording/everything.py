"""Verify everything that is there: each chain, the checkpoints over them, the rulebooks' texts, heads kept elsewhere.

A database and a bundle of files are both read through a `Source`, so that the same is held to be true of either.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from engine.recording.chain import MOST_FAULTS, Anchor, Fault, Head, Link, VerifyReport, verify
from engine.recording.checkpoints import OF, KeySpan, Signed, check_signed, held_anchors

Chain = Literal["records", "access", "signing", "changes", "ledger", "checkpoints"]
LOGS: Final[tuple[Chain, ...]] = ("access", "signing", "changes", "ledger")
ANCHORED: Final[tuple[Chain, ...]] = ("records", *LOGS)
"""Every chain that a checkpoint names."""


class Source(Protocol):
    """What can be read to be verified; each stream may be read more than once."""

    def chains(self) -> Sequence[Chain]:
        """The chains that are there, of `ANCHORED`, the records first."""

    def links(self, chain: Chain) -> Iterable[Link]:
        """A chain from its first link on; "checkpoints" too."""

    def head(self, chain: Chain) -> Head | None:
        """Where a chain is said to end."""

    def signed(self) -> Iterable[Signed]:
        """The checkpoints with their keys and signatures."""

    def texts(self) -> Iterable[tuple[str, str]]:
        """The rulebooks' texts, in order: the hash each is kept by, and the one it has."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying everything found. reports: by chain. altered: hashes of texts that no longer have them."""

    reports: Mapping[str, VerifyReport]
    altered: tuple[str, ...]
    keys: tuple[KeySpan, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.altered and all(report.holds for report in self.reports.values())


def verify_everything(
    source: Source, held: Sequence[tuple[str, int, str]] = (), trusted: Collection[str] = ()
) -> Verified:
    """Check all that a source has. held: heads that somebody kept (chain, number, hash). trusted: as `check_signed`."""
    signed = check_signed(source.signed(), ANCHORED, trusted)
    anchors = held_anchors(held)
    for chain, found in signed.anchors.items():
        for number, named in found.items():
            there: list[Anchor] = anchors.setdefault(chain, {}).setdefault(number, [])
            there.extend(named)
    own = verify(
        source.links("checkpoints"), source.head("checkpoints"), anchors.get("checkpoints", {}), entries=True, of=OF
    )
    reports = {"checkpoints": with_faults(own, signed.faults)}
    for chain in source.chains():
        of = "record" if chain == "records" else f"{chain} log line"
        reports[chain] = verify(source.links(chain), source.head(chain), anchors.get(chain, {}), entries=True, of=of)
    texts = list(source.texts())
    kept = {name for name, _ in texts}
    faults = [
        Fault(number, "rulebook_missing", f"the text of its rulebook {sha256} is not there")
        for sha256, number in reports["records"].rulebooks.items()
        if sha256 not in kept
    ]
    reports["records"] = with_faults(reports["records"], faults)
    return Verified(reports, tuple(name for name, has in texts if name != has), tuple(signed.keys))


def with_faults(found: VerifyReport, faults: Sequence[Fault]) -> VerifyReport:
    """The same with more that is wrong; the first is the earliest of all."""
    if not faults:
        return found
    every = (*found.faults, *faults)
    first = min((each for each in (found.first, *faults) if each is not None), key=lambda each: each.sequence)
    return replace(found, faults=every[:MOST_FAULTS], faulty=found.faulty + len(faults), first=first)
