"""Records as files that stand up without this software. docs/records.md says how to check them."""

import json
from pathlib import Path

from sqlalchemy.orm import Session

from panel_api.store.records import chain_head, read_links
from panel_api.store.rulebooks import rulebook_texts
from panel_api.store.viewer import Viewer


def export_records(session: Session, viewer: Viewer, folder: Path, *, values: bool = False) -> int:
    """Write the chain into an empty or new folder; how many records. Use a reading session.

    records.jsonl: the stored bytes, one record a line. head.json: where the chain ends.
    rulebooks/<sha256>.txt: each rulebook's text followed by its vocabulary's. rulebooks.jsonl: the name of each,
    and how many bytes of its file are the rulebook's own text. values.jsonl, only when asked for: personal values with
    their salts. Raises FileExistsError rather than overwrite.
    """
    texts = folder / "rulebooks"
    texts.mkdir(parents=True)
    head = chain_head(session)
    if head is not None:
        (folder / "head.json").write_text(json.dumps({"sequence": head.sequence, "sha256": head.sha256}) + "\n")
    with (folder / "rulebooks.jsonl").open("x", encoding="utf-8") as named:
        for each in rulebook_texts(session):
            (texts / f"{each.sha256}.txt").write_bytes((each.text + each.vocabulary).encode())
            line = {"name": each.name, "sha256": each.sha256, "text_bytes": len(each.text.encode())}
            named.write(json.dumps(line) + "\n")
    count = 0
    with (folder / "records.jsonl").open("xb") as records:
        for link in read_links(session, viewer, values=False):
            records.write(link.stored + b"\n")
            count += 1
    if values:
        _export_values(session, viewer, folder / "values.jsonl")
    return count


def _export_values(session: Session, viewer: Viewer, file: Path) -> None:
    with file.open("x", encoding="utf-8") as values:
        for link in read_links(session, viewer):
            for each in link.sealed or ():
                line = {
                    "sequence": link.sequence,
                    "path": each.path,
                    "salt": each.salt,
                    "value": each.value,
                }
                values.write(json.dumps(line, ensure_ascii=False) + "\n")
