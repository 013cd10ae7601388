"""A small bundle, and what a tamperer needs to change it: with or without the present key, leaving traces or none."""

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.recording.canonical import canonical_bytes, sha256_hex
from engine.recording.records import Person
from engine.recording.signatures import private_key_of, public_key, read_private_key, sign
from panel_api import store
from panel_api.bundle.sinks import Folder
from panel_api.bundle.writing import Wanted, write_bundle
from panel_api.database import open_database
from panel_api.services.checkpoints import checkpoint, rotate_key
from panel_api.services.desk import Desk
from panel_api.services.signing_keys import NAME, make_key
from panel_api.settings import Settings
from panel_api.store import LOCAL
from tests.panel_api.databases import NOW, decided_cases

ENTRY = {"entries": [{"number": 1, "sha256": "ab" * 32}]}
STRANGER = private_key_of(b"s" * 32)
"""A key that nobody vouches for."""
_TAIL = re.compile(rb',"previous":"[0-9a-f]{64}","sequence":\d+\}$')

Any_ = dict[str, Any]


def small_bundle(settings: Settings, folder: Path) -> None:
    """Seven records, four logs and three checkpoints, with a key rotated and a case disposed of; then a bundle of it.

    Records 1 to 4 are decisions, the second checkpoint rotates the key, 5 disposes of 1, and 7 comes after the last.
    """
    database = open_database(settings)
    times = [NOW]

    def desk(**given: Any) -> Desk:
        return Desk(
            database, None, None, lambda: times[0], settings=Settings(database_url=settings.database_url, **given)
        )  # type: ignore[arg-type]  # no rulebook is asked for here

    def logged(at: dt.datetime) -> None:
        with database.writing() as session:
            store.log_access(session, LOCAL, "case_viewed", "K-CDFG-HJKM", at)
            store.write_log(session, LOCAL, "ledger", "entries_written", "1", at, ENTRY)
            store.write_log(session, LOCAL, "signing", "sign_in", "p-1", at, {"way": "password"})

    decided_cases(database, 2)
    logged(times[0])
    with database.writing() as session:
        checkpoint(session, desk())
        seed = store.find_secret(session, NAME)
    times[0] += dt.timedelta(days=1)
    decided_cases(database, 2)
    logged(times[0])
    key = folder.parent / "second.pem"
    make_key(key)
    with database.writing() as session:
        rotate_key(session, desk(), key)
    times[0] += dt.timedelta(days=1)
    with database.writing() as session:
        first = store.record_by_sequence(session, LOCAL, 1)
        assert first is not None and first.case_id is not None
        case = store.case_by_number(session, LOCAL, first.case_id)
        assert case is not None
        store.dispose_case(session, case, "birth_31", Person("officer", "o-1"), times[0])
    decided_cases(database, 1)
    with database.writing() as session:
        checkpoint(session, desk(signing_key=key))
    decided_cases(database, 1)
    with database.reading() as session:
        for _ in write_bundle(session, LOCAL, Folder(folder), Wanted(values=True, logs=True), times[0]):
            pass
    database.dispose()
    assert seed is not None
    (folder.parent / "first.key").write_bytes(seed)


class Bundle:
    """A copy of it to tamper with. present: the private key that signs now; the first one is nobody's any more."""

    def __init__(self, whole: Path, folder: Path) -> None:
        shutil.copytree(whole, folder)
        self.folder = folder
        self.present = read_private_key((whole.parent / "second.pem").read_bytes())

    def lines(self, chain: str) -> list[bytes]:
        """The stored bytes of a chain, or the lines of another file."""
        if chain == "checkpoints":
            return [each["stored"].encode() for each in self.signed()]
        return self._file(chain).read_bytes().splitlines()

    def put(self, chain: str, lines: list[bytes], ends: bytes = b"\n") -> None:
        """Write them back."""
        self._file(chain).write_bytes(b"".join(line + ends for line in lines))

    def swap(self, chain: str, number: int, old: str | bytes, new: str | bytes) -> None:
        """Put other bytes in the place of some, in one line."""
        lines, one, two = self.lines(chain), _bytes(old), _bytes(new)
        assert one in lines[number - 1], (old, lines[number - 1])
        lines[number - 1] = lines[number - 1].replace(one, two, 1)
        self.put(chain, lines)

    def entry(self, chain: str, number: int, change: Callable[[Any_], None]) -> None:
        """Change what a link says, in canonical form."""
        lines = self.lines(chain)
        lines[number - 1] = changed(lines[number - 1], change)
        self.put(chain, lines)

    def signed(self) -> list[Any_]:
        """The lines of checkpoints.jsonl."""
        return [json.loads(line) for line in (self.folder / "checkpoints.jsonl").read_bytes().splitlines()]

    def put_signed(self, lines: list[Any_]) -> None:
        """Write them back."""
        self.put("checkpoints.jsonl", [canonical_bytes(line) for line in lines])

    def values(self) -> list[Any_]:
        """The lines of values.jsonl."""
        return [json.loads(line) for line in self.lines("values.jsonl")]

    def put_values(self, values: list[Any_]) -> None:
        """Write them back."""
        self.put("values.jsonl", [canonical_bytes(each) for each in values])

    def restamp(self, chain: str) -> None:
        """Give every link the number and the hash that follow the one before."""
        previous, lines = "0" * 64, []
        for number, line in enumerate(self.lines(chain), 1):
            tail = f',"previous":"{previous}","sequence":{number}}}'.encode()
            assert _TAIL.search(line)
            lines.append(_TAIL.sub(lambda _, tail=tail: tail, line))  # type: ignore[misc]
            previous = sha256_hex(lines[-1])
        self.put(chain, lines)

    def heads(self) -> Any_:
        """heads.json."""
        found: Any_ = json.loads((self.folder / "heads.json").read_bytes())
        return found

    def put_heads(self, heads: Any_) -> None:
        """Write it back."""
        (self.folder / "heads.json").write_bytes(canonical_bytes(heads) + b"\n")

    def fit_heads(self) -> None:
        """Let heads.json name what is there now."""
        heads = {}
        for chain in self.heads():
            lines = self.lines(chain)
            heads[chain] = {"sequence": len(lines), "sha256": sha256_hex(lines[-1]) if lines else "0" * 64}
        self.put_heads(heads)

    def fit_manifest(self) -> None:
        """Let the manifest list what is there now."""
        manifest = self.manifest()
        manifest["files"] = [
            {
                "bytes": len(raw := each.read_bytes()),
                "file": each.relative_to(self.folder).as_posix(),
                "sha256": sha256_hex(raw),
            }
            for each in sorted(self.folder.rglob("*"))
            if each.is_file() and each.name != "manifest.json"
        ]
        self.put_manifest(manifest)

    def manifest(self) -> Any_:
        """manifest.json."""
        found: Any_ = json.loads((self.folder / "manifest.json").read_bytes())
        return found

    def put_manifest(self, manifest: Any_) -> None:
        """Write it back."""
        (self.folder / "manifest.json").write_bytes(canonical_bytes(manifest) + b"\n")

    def sign_again(self, numbers: range | None = None, change: Callable[[Any_], None] | None = None) -> None:
        """Write checkpoints anew over the chains as they are now, and sign them with the present key.

        numbers: which; all of them when left out, and then as though there had never been another key.
        """
        chains = {name: self.lines(name) for name in self.heads() if name != "checkpoints"}
        lines, previous, public = self.signed(), "0" * 64, public_key(self.present)
        for number, line in enumerate(lines, 1):
            if numbers is None or number in numbers:
                body = json.loads(line["stored"])
                body["previous"], body["sequence"] = previous, number
                for name, head in body["entry"]["heads"].items():
                    head["sequence"] = min(head["sequence"], len(chains[name]))
                    head["sha256"] = sha256_hex(chains[name][head["sequence"] - 1]) if head["sequence"] else "0" * 64
                body["entry"]["key"] = public
                body["entry"].pop("next_key", None)
                if change is not None:
                    change(body["entry"])
                line.update(signed(body, self.present))
            previous = line["sha256"]
        self.put_signed(lines)
        (self.folder / "keys.json").write_bytes(canonical_bytes(_runs([line["key"] for line in lines])) + b"\n")

    def rewrite(self) -> None:
        """Leave no trace: number and hash everything anew, and sign it with the present key."""
        for chain in self.heads():
            if chain != "checkpoints":
                self.restamp(chain)
        self.sign_again()
        self.fit_heads()

    def _file(self, name: str) -> Path:
        if "." in name:
            return self.folder / name
        return self.folder / ("records.jsonl" if name == "records" else f"logs/{name}.jsonl")


def changed(line: bytes, change: Callable[[Any_], None]) -> bytes:
    """A link that says something else, in canonical form."""
    body = json.loads(line)
    change(body["entry"])
    return canonical_bytes(body)


def signed(body: Any_, key: Any) -> Any_:
    """A line of checkpoints.jsonl."""
    stored = canonical_bytes(body)
    return {
        "key": public_key(key), "sha256": sha256_hex(stored), "signature": sign(key, stored), "stored": stored.decode(),
    }  # fmt: skip


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _runs(keys: list[str]) -> list[str]:
    return [key for number, key in enumerate(keys) if number == 0 or keys[number - 1] != key]


def fit(b: Bundle, chain: str = "records") -> None:
    """Number and hash a chain anew, and let heads.json name its end; whoever does this has no key."""
    b.restamp(chain)
    b.fit_heads()


def without(b: Bundle, chain: str, number: int) -> None:
    """Take a link out."""
    lines = b.lines(chain)
    del lines[number - 1]
    b.put(chain, lines)


def put_in(b: Bundle, chain: str, number: int, line: bytes) -> None:
    """Put a link before the one with this number."""
    lines = b.lines(chain)
    lines.insert(number - 1, line)
    b.put(chain, lines)


def then(*steps: Callable[[Bundle], object]) -> Callable[[Bundle], None]:
    """One after the other."""

    def do(b: Bundle) -> None:
        for step in steps:
            step(b)

    return do


def says(**fields: object) -> Callable[[Any_], None]:
    """A change of an entry's fields."""
    return lambda entry: entry.update(fields)
