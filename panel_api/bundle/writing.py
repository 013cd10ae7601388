"""Writing a bundle: every file that docs/records.md describes, a batch in memory at a time.

Nothing is gone back to: the manifest, which holds the hash of every file, is written last.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO, Final

from sqlalchemy.orm import Session

from engine.recording.canonical import canonical_bytes
from engine.recording.everything import LOGS, Chain
from panel_api import store
from panel_api.bundle.sinks import Sink
from panel_api.content import format_file
from panel_api.store.viewer import Viewer

FORMAT: Final = 1
"""Raised when the files of a bundle change their shape; verifiers keep reading the older ones."""
VERIFIER: Final = Path(__file__).with_name("verify.py")
STEP: Final = 500
"""After how many lines it is told how far the writing is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes into a bundle besides the chain of records. values: personal, with their salts. logs: each log."""

    values: bool = False
    logs: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """How far the writing is: so many lines of this file are done."""

    file: str
    lines: int


@dataclass(slots=True)
class _Counted:
    """A file being written, with its line of the manifest."""

    out: IO[bytes]
    lines: int = 0
    size: int = 0
    sha256: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def write(self, chunk: bytes) -> None:
        self.out.write(chunk)
        self.sha256.update(chunk)
        self.size += len(chunk)
        self.lines += chunk.count(b"\n")


def write_bundle(session: Session, viewer: Viewer, sink: Sink, wanted: Wanted, at: dt.datetime) -> Iterator[Written]:
    """Write every file into `sink`, saying now and then how far it is. Use a reading session, which sees one moment.

    viewer: whose records are written. at: when, for the manifest.
    """
    listed: list[dict[str, object]] = []
    for name, chunks in _files(session, viewer, wanted):
        with sink.file(name) as out:
            counted = _Counted(out)
            told = 0
            for chunk in chunks:
                counted.write(chunk)
                if counted.lines >= told + STEP:
                    told = counted.lines
                    yield Written(name, told)
        listed.append({"bytes": counted.size, "file": name, "sha256": counted.sha256.hexdigest()})
        yield Written(name, counted.lines)
    with sink.file("manifest.json") as out:
        made_at = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        out.write(canonical_bytes({"files": listed, "format": FORMAT, "made_at": made_at}) + b"\n")


def _files(session: Session, viewer: Viewer, wanted: Wanted) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "FORMAT.md", [format_file().read_bytes()]
    yield "verify.py", [VERIFIER.read_bytes()]
    yield "heads.json", [_line({name: asdict(head) for name, head in store.chain_heads(session).items()})]
    yield "checkpoints.jsonl", _checkpoints(session)
    yield "keys.json", [_line(_keys(session))]
    texts = store.rulebook_texts(session)
    yield (
        "rulebooks.jsonl",
        (_line({"name": row.name, "sha256": row.sha256, "text_bytes": len(row.text.encode())}) for row in texts),
    )
    for row in texts:
        yield f"rulebooks/{row.sha256}.txt", [(row.text + row.vocabulary).encode()]
    for log in LOGS if wanted.logs else ():
        yield f"logs/{log}.jsonl", _stored(session, viewer, log)
    yield "records.jsonl", _stored(session, viewer, "records")
    if wanted.values:
        yield "values.jsonl", _values(session, viewer)


def _line(value: object) -> bytes:
    return canonical_bytes(value) + b"\n"


def _stored(session: Session, viewer: Viewer, chain: Chain) -> Iterator[bytes]:
    for link in store.read_links(session, viewer, chain=chain, values=False):
        yield link.stored + b"\n"


def _values(session: Session, viewer: Viewer) -> Iterator[bytes]:
    for link in store.read_links(session, viewer):
        for each in link.sealed or ():
            yield _line({"path": each.path, "salt": each.salt, "sequence": link.sequence, "value": each.value})


def _checkpoints(session: Session) -> Iterator[bytes]:
    """A line each: its bytes as text, and beside them their hash, the key and the signature."""
    for each in store.signed_checkpoints(session):
        stored = each.link.stored.decode(errors="replace")
        yield _line({"key": each.key, "sha256": each.link.sha256, "signature": each.signature, "stored": stored})


def _keys(session: Session) -> list[str]:
    """Every public key that signed, in the order of use."""
    return [key for key, _ in groupby(each.key for each in store.signed_checkpoints(session))]
