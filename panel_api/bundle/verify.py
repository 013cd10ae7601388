#!/usr/bin/env python3
"""Verify an Evenhand bundle as FORMAT.md describes it, with Python's standard library alone and no code of Evenhand's.

python3 verify.py FOLDER [--head [CHAIN/]NUMBER:SHA256 ...] [--key HEX ...]  head: kept earlier. key: known already.
Exit status: 0 it is whole; 1 something is broken, and the first such thing is named; 2 it cannot be read at all.
"""

import argparse, base64, datetime as dt, hashlib, json, sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

CHAINS = ("records", "access", "signing", "changes", "ledger")
Anchors = dict[tuple[str, int], tuple[str, str]]  # by chain and number: the hash it must have, and what says so
Point = tuple[int, int, int, int]  # of the curve: X, Y, Z, T

def _need(holds: object, says: str) -> None:
    if not holds: print(f"broken: {says}"); sys.exit(1)
def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened: yield from opened
def _sha256(parts: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for part in parts: found.update(part)
    return found.hexdigest()
def signed_by(key: str, signature: str, stored: bytes) -> bool:
    """Whether this Ed25519 key signed these bytes (RFC 8032)."""
    p, order = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
    d = -121665 * pow(121666, -1, p) % p
    def add(a: Point, b: Point) -> Point:
        u, v, w, z = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0]), 2 * d * a[3] * b[3], 2 * a[2] * b[2]
        return (v - u) * (z - w) % p, (z + w) * (v + u) % p, (z - w) * (z + w) % p, (v - u) * (v + u) % p
    def times(n: int, a: Point) -> Point:
        half = times(n // 2, add(a, a)) if n else (0, 1, 1, 0)
        return add(half, a) if n % 2 else half
    def point(raw: bytes) -> Point:
        sign, y = divmod(int.from_bytes(raw, "little"), 1 << 255)
        xx = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        x = pow(xx, (p + 3) // 8, p)
        x = x if (x * x - xx) % p == 0 else x * pow(2, (p - 1) // 4, p) % p
        if y >= p or (x * x - xx) % p or (x == 0 and sign): raise ValueError
        x = x if x % 2 == sign else p - x; return x, y, 1, x * y % p
    try:
        public, r, s = bytes.fromhex(key), bytes.fromhex(signature)[:32], bytes.fromhex(signature)[32:]
        h = int.from_bytes(hashlib.sha512(r + public + stored).digest(), "little") % order
        one = times(int.from_bytes(s, "little"), point(bytes([88] + [102] * 31)))
        two = add(point(r), times(h, point(public)))
    except ValueError: return False
    fits = len(public) == len(r) == len(s) == 32 and int.from_bytes(s, "little") < order
    return fits and all((one[i] * two[2] - two[i] * one[2]) % p == 0 for i in (0, 1))

def read(line: bytes, where: str) -> Any:
    """What a line of canonical JSON (RFC 8785, names in ASCII) says, where it can be read in no other way."""
    def whole(text: str) -> int: return int(text if len(text) < 18 and abs(int(text)) < 2**53 else "beyond 2^53")
    try:
        found = json.loads(line.decode(), parse_int=whole, parse_float=int, parse_constant=int)
        again = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError): found, again = None, b""
    _need(again == line.removesuffix(b"\n"), f"{where}: not in canonical form, so that it could be read in another way")
    return found

def chain(name: str, stored: Iterable[bytes], heads: Any, anchors: Anchors) -> Iterator[tuple[int, str, Any]]:
    """Each number, hash and entry of a chain, once numbers, links, hashes and anchors are found to hold."""
    number, previous = 0, "0" * 64
    for number, line in enumerate(stored, 1):
        body = read(line, f"{name} {number}")
        _need(isinstance(body, dict) and body.keys() == {"entry", "previous", "sequence"}, f"{name} {number}: no link")
        fits = type(body["sequence"]) is int and (body["sequence"], body["previous"]) == (number, previous)
        _need(fits, f"{name} {number}: not the number and hash that follow the one before it")
        previous = _sha256([line.removesuffix(b"\n")]); must, by = anchors.get((name, number), (previous, ""))
        _need(must == previous, f"{name} {number}: {by} names it with another hash, so it was written anew")
        yield number, previous, body["entry"]
    _need(heads.get(name) == {"sequence": number, "sha256": previous}, f"{name} {number}: heads.json differs")
    for (of, last), (_, by) in anchors.items():
        _need(of != name or last <= number, f"{name} {last}: it is missing, and {by} names it")

def checkpoints(folder: Path, heads: Any, anchors: Anchors, trusted: list[str]) -> list[str]:
    """The keys that signed, in order; what checkpoints name of other chains is added to the anchors."""
    beside = [read(line, f"checkpoints {n}") for n, line in enumerate(_lines(folder / "checkpoints.jsonl"), 1)]
    keys: list[str] = []; following = at_before = ""; before: dict[str, Any] = {}
    for number, hashed, entry in chain("checkpoints", (each["stored"].encode() for each in beside), heads, anchors):
        where, said, key, at = f"checkpoints {number}", beside[number - 1], entry["key"], entry["at"]
        _need((said["key"], said["sha256"]) == (key, hashed), f"{where}: the key or the hash beside it is another")
        _need(signed_by(key, said["signature"], said["stored"].encode()), f"{where}: its signature is not of its key")
        _need(key in (following or key, *trusted), f"{where}: nothing vouches for its key; {entry.get('lost', '')}")
        days = {str((dt.datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ") + dt.timedelta(hours=n)).date()) for n in (0, 1)}
        _need(entry["kind"] == "checkpoint" and entry["day"] in days and at >= at_before, f"{where}: its day is wrong")
        _need(entry["heads"].keys() == {*CHAINS}, f"{where}: it does not name every chain")
        for name, head in entry["heads"].items():
            old, at_head = before.get(name, head), (name, head["sequence"])
            _need(head["sequence"] > old["sequence"] or head == old, f"{where}: the head of {name} went back")
            _need(anchors.setdefault(at_head, (head["sha256"], where))[0] == head["sha256"], f"{where}: {name} differs")
        if key not in keys[-1:]: keys.append(key)
        following, before, at_before = entry.get("next_key", key), entry["heads"], at
    _need(not trusted or {*keys} & {*trusted}, "checkpoints: no key that was given has signed any")
    return keys

def _digests(node: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, str) and node.startswith("~") and len(node) == 44: yield path, node
    for name, each in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from _digests(each, f"{path}/{name}")

def records(folder: Path, heads: Any, anchors: Anchors, texts: set[str]) -> str:
    """The records with their rulebooks, sealed values and disposals; in words, what was found."""
    sealed = (folder / "values.jsonl").exists(); count = number = 0
    values = (read(line, "values.jsonl") for line in (_lines(folder / "values.jsonl") if sealed else ()))
    missing: set[int] = set(); kept: set[int] = set(); disposed: set[int] = set(); value = next(values, None)
    for number, _, entry in chain("records", _lines(folder / "records.jsonl"), heads, anchors):
        book = entry.get("rulebook", {}).get("sha256")
        _need(book is None or book in texts, f"records {number}: the text of its rulebook {book} is not there")
        disposed |= {each for each in entry.get("disposes", ()) if entry["kind"] == "disposal" and each < number}
        left = dict(_digests(entry, ""))
        while value is not None and value["sequence"] == number:
            raw = hashlib.sha256((value["salt"] + value["value"]).encode()).digest()
            same = left.pop(value["path"], "") == "~" + base64.urlsafe_b64encode(raw).decode().rstrip("=")
            _need(same, f"records {number}: the sealed value {value['path']} does not give its digest")
            kept.add(number); count += 1; value = next(values, None)
        missing |= {number} if left and sealed else set()
    _need(value is None, f"values.jsonl: a value stands where none belongs: {value}")
    wrong = min((missing - disposed) | (kept & disposed), default=0)
    _need(not wrong, f"records {wrong}: values are gone and no later disposal names it, or are there though one does")
    return f"{number} records, {count} sealed values, {len(missing)} records disposed of"

def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__); parser.add_argument("folder", type=Path)
    for name in ("--head", "--key"): parser.add_argument(name, action="append", default=[])
    given = parser.parse_args(); folder = given.folder
    if not folder.is_dir(): parser.error(f"there is no folder {folder}")
    try:
        held = [(name or "checkpoints", *head.split(":")) for name, _, head in (h.rpartition("/") for h in given.head)]
        anchors: Anchors = {(name, int(number)): (sha, "the head that was kept") for name, number, sha in held}
        heads = read((folder / "heads.json").read_bytes(), "heads.json")
        keys = checkpoints(folder, heads, anchors, given.key)
        _need(keys == read((folder / "keys.json").read_bytes(), "keys.json"), "keys.json: other keys than signed")
        texts = {file.stem: _sha256(_lines(file)) for file in sorted((folder / "rulebooks").iterdir())}
        for name, hashed in texts.items(): _need(name == hashed, f"rulebooks/{name}.txt: it was altered")
        found = records(folder, heads, anchors, {*texts})
        for log in (log for log in CHAINS[1:] if (folder / f"logs/{log}.jsonl").exists()):
            found += f", {len([*chain(log, _lines(folder / f'logs/{log}.jsonl'), heads, anchors)])} lines of {log}"
        manifest = read((folder / "manifest.json").read_bytes(), "manifest.json")
        listed = {each["file"]: (each["bytes"], each["sha256"]) for each in manifest["files"]}
        there = {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}
        _need(manifest["format"] == 1 and {*listed, "manifest.json"} == {*there}, "manifest.json: files are not listed")
        for name, said in listed.items():
            _need(said == (there[name].stat().st_size, _sha256(_lines(there[name]))), f"{name}: not as listed")
    except (AttributeError, FileNotFoundError, KeyError, TypeError, ValueError) as error:
        _need(False, f"something is missing or of another kind than FORMAT.md says ({error!r})")
    except OSError as error: print(f"cannot be read: {error}", file=sys.stderr); sys.exit(2)
    print(f"whole: {found}; {heads['checkpoints']['sequence']} checkpoints, signed by {', '.join(keys) or 'nobody'}")
if __name__ == "__main__": _main()
