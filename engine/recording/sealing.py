"""Personal values sealed: the record keeps a salted digest, the value and its salt lie elsewhere.

A digest is `~` and 43 letters: base64url, unpadded, of SHA-256 over the salt's 32 hexadecimal digits
followed by the value's canonical bytes. With value and salt it can be checked for ever; once both are
disposed of it tells nothing, and the chain over the digests still holds.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.recording.canonical import canonical_bytes

SaltSource = Callable[[], str]
"""Gives a fresh salt each time: 128 bits as 32 lower-case hexadecimal digits."""

MARK: Final = "~"
_DIGEST: Final = re.compile(r"~[A-Za-z0-9_-]{43}")
_SALT: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Personal:
    """Marks a leaf to be sealed: any JSON value that says something of a person."""

    value: object


@dataclass(frozen=True, slots=True)
class SealedValue:
    """One value apart from its record. path: JSON Pointer into the record's entry (`/facts/language`).

    value: the canonical JSON text that was digested, exactly.
    """

    path: str
    digest: str
    salt: str
    value: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry with digests in place of its personal leaves, and those leaves, in order of path."""

    entry: Mapping[str, object]
    values: tuple[SealedValue, ...]


def fresh_salt() -> str:
    """A salt from the system's own source of randomness."""
    return secrets.token_hex(16)


def digest_of(salt: str, value: str) -> str:
    """The digest of a value's canonical JSON text. Raises ValueError on a malformed salt."""
    if not _SALT.fullmatch(salt):
        raise ValueError("a salt is 32 lower-case hexadecimal digits")
    raw = hashlib.sha256(salt.encode() + value.encode()).digest()
    return MARK + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def is_digest(text: object) -> bool:
    """Whether this leaf of a record is a digest."""
    return isinstance(text, str) and _DIGEST.fullmatch(text) is not None


def seal(entry: Mapping[str, object], salts: SaltSource = fresh_salt) -> Sealed:
    """Replace each `Personal` leaf of `entry` by its digest, every one under a salt of its own.

    Raises ValueError if a clear text could be taken for a digest, or a value has no canonical form.
    """
    values: list[SealedValue] = []

    def walk(node: object, path: str) -> object:
        if isinstance(node, Personal):
            text, salt = canonical_bytes(node.value).decode(), salts()
            values.append(SealedValue(path, digest_of(salt, text), salt, text))
            return values[-1].digest
        if isinstance(node, Mapping):
            return {name: walk(each, f"{path}/{_escape(name)}") for name, each in node.items()}
        if isinstance(node, list | tuple):
            return [walk(each, f"{path}/{index}") for index, each in enumerate(node)]
        if is_digest(node):
            raise ValueError(f"{path}: a text in clear must not look like a digest")
        return node

    body = {name: walk(each, f"/{_escape(name)}") for name, each in entry.items()}
    return Sealed(body, tuple(sorted(values, key=lambda each: each.path)))


def digests_in(entry: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every digest in a sealed entry with its path, in the order they stand."""
    if isinstance(entry, Mapping):
        for name, each in entry.items():
            yield from digests_in(each, f"{path}/{_escape(name)}")
    elif isinstance(entry, list):
        for index, each in enumerate(entry):
            yield from digests_in(each, f"{path}/{index}")
    elif isinstance(entry, str) and is_digest(entry):
        yield path, entry


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
