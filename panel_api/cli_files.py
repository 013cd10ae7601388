"""Verifying a bare file of records, as `evenhand export` prints them; heads.json beside it says where it ends."""

import re
from pathlib import Path
from typing import Final

from engine.recording.chain import Head, verify
from engine.recording.checkpoints import held_anchors
from engine.recording.everything import Verified
from panel_api.bundle.reading import UnusableBundle, lines_of, read_heads, stored_links
from panel_api.cli_stop import UNUSABLE, Stop

_RECORD: Final = re.compile(rb'^\{"entry":|"previous":"[0-9a-f]{64}"|"sequence":\d{1,18}\}\s*$')


def verify_file(file: Path, held: list[tuple[str, int, str]]) -> Verified:
    """What verifying found. Without heads.json the last record's own hash stands for its head, to be compared.

    held: heads of the chain of records that somebody kept. Raises Stop where this is no file of records.
    """
    anchors = held_anchors(held)
    if anchors.keys() - {"records"}:
        says = "--head: a file of records holds no checkpoints"
        raise Stop(UNUSABLE, [f"{says}. Expected records/NUMBER:SHA256. Name a bundle's folder instead."])
    try:
        head = _head_beside(file)
        first = verify(stored_links(lines_of(file)), None)
        if first.records == 0 and head is None:
            raise Stop(UNUSABLE, [f"{file}: there are no records in it. Expected one a line."])
        if not (head and file.name == "records.jsonl") and not any(map(_RECORD.search, lines_of(file))):
            # the export's own file is held to its head, whatever became of it
            says = f"{file}: this is no export: no line of it is a record"
            raise Stop(UNUSABLE, [f"{says}. Expected what `evenhand export` writes. Check the path."])
        links = stored_links(lines_of(file))
        found = verify(links, head or first.head, anchors.get("records", {}), entries=True)
    except OSError as error:
        raise Stop(UNUSABLE, [f"{file}: the file cannot be read: {error.strerror}. Check the path."]) from None
    except UnusableBundle as error:
        raise Stop(UNUSABLE, [f"{file}: this is no export: {error}. Check the path."]) from None
    return Verified({"records": found}, (), ())


def _head_beside(file: Path) -> Head | None:
    heads = file.parent / "heads.json"
    if not heads.exists():
        return None
    found = read_heads(heads)
    if "records" not in found:
        raise Stop(UNUSABLE, [f'{heads}: it holds no head of the records. Expected {{"records": …}}.'])
    return found["records"]
