"""Verifying exported files: records.jsonl, with head.json and rulebooks/ beside it where they are."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from engine.recording.canonical import sha256_hex
from engine.recording.chain import Head, Link, VerifyReport, verify
from panel_api.cli_stop import UNUSABLE, Stop

LONGEST_LINE: Final = 10_000_000
_RECORD: Final = re.compile(rb'^\{"entry":|"previous":"[0-9a-f]{64}"|"sequence":\d{1,18}\}\s*$')
_NUMBER: Final = re.compile(rb'"sequence":(\d{1,18})\}$')


def verify_files(file: Path) -> tuple[VerifyReport, list[str]]:
    """What verifying found, and the hashes of rulebook texts that were altered.

    Without head.json the last record's own hash stands for it: the report names it, to be compared.
    """
    try:
        head = _head(file.parent / "head.json")
        with file.open("rb") as lines:
            found = verify(_links(lines), None)
        if found.records == 0 and head is None:
            raise Stop(UNUSABLE, [f"{file}: there are no records in it. Expected one a line."])
        with file.open("rb") as lines:  # the export's own file is held to its head, whatever became of it
            if not (head and file.name == "records.jsonl") and not any(map(_RECORD.search, lines)):
                says = f"{file}: this is no export: no line of it is a record"
                raise Stop(UNUSABLE, [f"{says}. Expected what `evenhand export` writes. Check the path."])
        with file.open("rb") as lines:
            found = verify(_links(lines), head or found.head)
        return found, _altered(file.parent / "rulebooks")
    except OSError as error:
        raise Stop(UNUSABLE, [f"{file}: the file cannot be read: {error.strerror}. Check the path."]) from None


def _links(lines: Iterable[bytes]) -> Iterator[Link]:
    number = 0
    for line in lines:
        stored = line.rstrip(b"\r\n")
        if not stored:
            continue
        if len(stored) > LONGEST_LINE:
            raise Stop(UNUSABLE, [f"record {number + 1}: its line is too long for a record."])
        found = _NUMBER.search(stored)
        number = int(found[1]) if found else number + 1
        yield Link(number, stored, sha256_hex(stored))


def _head(file: Path) -> Head | None:
    if not file.exists():
        return None
    try:
        written = json.loads(file.read_bytes())
        return Head(int(written["sequence"]), str(written["sha256"]))
    except (ValueError, KeyError, TypeError):
        raise Stop(UNUSABLE, [f'{file}: this is no head. Expected {{"sequence": …, "sha256": "…"}}.']) from None


def _altered(folder: Path) -> list[str]:
    return [each.stem for each in sorted(folder.glob("*.txt")) if sha256_hex(each.read_bytes()) != each.stem]
