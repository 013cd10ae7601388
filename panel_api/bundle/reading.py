"""Reading a bundle back to verify it: every file against the manifest, and the chains as a `Source`.

Nothing that a file says is taken on trust: no name in the manifest is opened, a line has a longest length, and whatever
cannot be read is named among what is wrong.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from engine.recording.canonical import read_canonical, sha256_hex
from engine.recording.chain import Head, Link
from engine.recording.checkpoints import Signed
from engine.recording.everything import LOGS, Chain, Verified, verify_everything
from engine.recording.sealing import SealedValue, digest_of
from panel_api.bundle.writing import FORMAT

LONGEST_LINE: Final = 10_000_000
_NUMBER: Final = re.compile(rb'"sequence":(\d{1,18})\}$')


class UnusableBundle(Exception):  # noqa: N818
    """This folder is no bundle, or a file of it cannot be read at all. Its text says why."""


def verify_bundle(
    folder: Path, held: Sequence[tuple[str, int, str]] = (), trusted: Collection[str] = ()
) -> tuple[Verified, list[str]]:
    """What verifying found, and what is wrong with the files themselves, in words.

    Raises UnusableBundle, or OSError where a file cannot be read.
    """
    if not (folder / "records.jsonl").is_file():
        raise UnusableBundle("there is no records.jsonl in it")
    source = _Files(folder)
    found = verify_everything(source, held, trusted)
    return found, [*_against_manifest(folder), *_against_keys(folder, found), *source.wrong]


def lines_of(file: Path) -> Iterator[bytes]:
    """Its lines without their ends. Raises UnusableBundle where one is too long to be any of ours."""
    with file.open("rb") as lines:
        while line := lines.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise UnusableBundle(f"{file.name} has a line that is too long for any record")
            yield line.removesuffix(b"\n")


def stored_links(lines: Iterable[bytes]) -> Iterator[Link]:
    """Links from stored bytes, numbered as they say themselves."""
    number = 0
    for stored in lines:
        found = _NUMBER.search(stored)
        number = int(found[1]) if found else number + 1
        yield Link(number, stored, sha256_hex(stored))


def read_heads(file: Path) -> dict[str, Head]:
    """The heads that a file names, by chain; none where it cannot be read."""
    try:
        written: Any = read_canonical(file.read_bytes().removesuffix(b"\n"))
        return {str(name): Head(int(head["sequence"]), str(head["sha256"])) for name, head in written.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


class _Files:
    """The files of a bundle as a `Source`. wrong: what cannot be read, once the streams have been."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wrong: list[str] = []
        self._heads = read_heads(folder / "heads.json")
        if not self._heads:
            self.wrong.append("heads.json: it cannot be read")

    def chains(self) -> Sequence[Chain]:
        """The records, and each log whose file is there."""
        return ("records", *(log for log in LOGS if self._file(log).is_file()))

    def links(self, chain: Chain) -> Iterable[Link]:
        """A chain; the records with their values where those were exported."""
        if chain == "checkpoints":
            return (each.link for each in self.signed())
        found = stored_links(lines_of(self._file(chain)))
        values = self.folder / "values.jsonl"
        return self._with_values(found, values) if chain == "records" and values.is_file() else found

    def head(self, chain: Chain) -> Head | None:
        """Where heads.json says that it ends."""
        return self._heads.get(chain)

    def signed(self) -> Iterator[Signed]:
        """The lines of checkpoints.jsonl; of one that cannot be read, empty bytes stand for it."""
        file = self.folder / "checkpoints.jsonl"
        for number, line in enumerate(lines_of(file) if file.is_file() else (), 1):
            said = _texts(line, "key", "sha256", "signature", "stored")
            stored = said.get("stored", "").encode(errors="replace")
            found = _NUMBER.search(stored)
            link = Link(int(found[1]) if found else number, stored, said.get("sha256", ""))
            yield Signed(link, said.get("key", ""), said.get("signature", ""))

    def texts(self) -> Iterator[tuple[str, str]]:
        """The files of rulebooks/."""
        for file in sorted((self.folder / "rulebooks").glob("*.txt")):
            yield file.stem, sha256_hex(file.read_bytes())

    def _file(self, chain: Chain) -> Path:
        return self.folder / ("records.jsonl" if chain == "records" else f"logs/{chain}.jsonl")

    def _with_values(self, links: Iterable[Link], file: Path) -> Iterator[Link]:
        """Each record with the values that follow in their file; one that belongs to none is named at the end."""
        values = _values(file)
        value = next(values, None)
        for link in links:
            kept: list[SealedValue] = []
            while value is not None and value[0] == link.sequence:
                kept.append(value[1])
                value = next(values, None)
            yield Link(link.sequence, link.stored, link.sha256, kept)
        if value is not None:
            self.wrong.append(f"values.jsonl: a value {value[1].path} of record {value[0]} stands where none belongs")


def _values(file: Path) -> Iterator[tuple[int, SealedValue]]:
    for line in lines_of(file):
        said = _texts(line, "path", "salt", "value")
        number = _object(line).get("sequence")
        try:
            digest = digest_of(said.get("salt", ""), said.get("value", ""))
        except (ValueError, UnicodeEncodeError):
            digest = ""
        value = SealedValue(said.get("path", "?"), digest, said.get("salt", ""), said.get("value", ""))
        yield (number if type(number) is int else 0), value


def _texts(line: bytes, *names: str) -> dict[str, str]:
    """These texts of a line of JSON; none where it is not canonical or one is missing."""
    found = _object(line)
    if any(not isinstance(found.get(name), str) for name in names):
        return {}
    return {name: found[name] for name in names}


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = read_canonical(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _against_manifest(folder: Path) -> list[str]:
    """Every file is listed with its length and hash, and every listed file is there."""
    try:
        written: Any = read_canonical((folder / "manifest.json").read_bytes().removesuffix(b"\n"))
        listed = {str(each["file"]): (each["bytes"], each["sha256"]) for each in written["files"]}
        version = written["format"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ["manifest.json: it cannot be read"]
    if version != FORMAT:
        return [f"manifest.json: this bundle has format {version}, and only {FORMAT} is known here"]
    there = {
        each.relative_to(folder).as_posix(): each
        for each in sorted(folder.rglob("*"))
        if each.is_file() and each != folder / "manifest.json"
    }
    wrong = [f"{name}: the manifest lists it, and it is not there" for name in sorted(listed.keys() - there.keys())]
    for name, file in there.items():
        if name not in listed:
            wrong.append(f"{name}: the manifest does not list it")
        elif _measured(file) != listed[name]:
            wrong.append(f"{name}: it is not what the manifest says")
    return wrong


def _against_keys(folder: Path, found: Verified) -> list[str]:
    try:
        named = read_canonical((folder / "keys.json").read_bytes().removesuffix(b"\n"))
    except (OSError, ValueError):
        named = None
    return (
        [] if named == [span.key for span in found.keys] else ["keys.json: it names other keys than those that signed"]
    )


def _measured(file: Path) -> tuple[int, str]:
    with file.open("rb") as opened:
        return file.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest()
