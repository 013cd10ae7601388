"""Makes a corpus of sealed records: `python -m tests.panel_api.corpus FOLDER` writes an export with values.

A release makes its corpus once, as `tests/golden/records/FORMAT.tar.xz`, and nobody makes it again: later engines must
go on replaying it. All in it is invented: requests of the invented county decided as live ones are, then every case
that stands beside every shipped rulebook, sealed as a decision on it would be; and a record of each other kind.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import delete

from engine.assessing import assess
from engine.language.loading import load_folder
from engine.problems import Complaints
from engine.proof.cases import read_cases
from engine.proof.check import CASES_FILE
from engine.recording.canonical import assessed_from
from engine.recording.chain import Head
from engine.recording.of_rulebooks import Adopted, adoption_entry, rescoring_entry
from engine.recording.records import (
    Advice,
    Decision,
    DecisionEntry,
    Person,
    correction_entry,
    decision_entry,
    disposal_entry,
)
from engine.recording.sealing import Sealed
from engine.rulebook import Rulebook
from panel_api import store
from panel_api.cli import run
from panel_api.database import Database, open_database
from panel_api.models import SealedValue
from panel_api.seed.loading import seed
from panel_api.settings import Settings
from panel_api.triggers import drop_triggers, put_triggers
from tests.panel_api.databases import NOW

ROOT = Path(__file__).parents[2]
REQUESTS = 40
NEVER_AGAIN = {
    "format_3": Head(210, "2bd24f9c41123c5562801e870a32e1e882610557d54f5aadc64fbfe82bb80bc3"),
}
"""The head of each release's corpus, which is made once."""


def books() -> list[Rulebook]:
    """Every shipped rulebook, by name."""
    return [load_folder(each.parent) for each in sorted((ROOT / "rules").glob("*/rulebook.yaml"))]


def gold_cases(book: Rulebook) -> Iterator[tuple[str, Sealed]]:
    """Each case beside a rulebook that is of one child, by name, sealed as decided as advised."""
    file = Path(book.file).parent / CASES_FILE
    complaints = Complaints()
    if book.over is not None:
        return  # it shares a pot out: no child is decided on by it
    for case in read_cases(book, file.read_text("utf-8"), str(file), complaints):
        found = assessed_from(assess(book, case.units[""], case.day))
        decision = Decision(
            "agree", "as_advised", f"Invented: {case.name}", None, "Scheme of delegation",
            Person("chair", "invented-chair"), found.outcome,
        )  # fmt: skip
        yield case.name, decision_entry(
            DecisionEntry(
                NOW, "INVENTED", "pre_plan_top_up", found, [f"Invented: {case.name}"], {"evenhand": "invented"},
                ["invented"], Advice(found.outcome), decision,
            )
        )  # fmt: skip
    assert not complaints.problems


def others(book: Rulebook, dispose: int) -> list[Sealed]:
    """A record of each kind that holds no assessment; `dispose` is whose values are gone."""
    by, texts = Person("senior_officer", "invented-officer"), (book.sha256, book.sha256)
    adopted = Adopted("A-CRPS", "adopted", book.name, texts, NOW.date(), 1, "Invented.", by, Person("chair", "x"))
    return [
        correction_entry(NOW, "INVENTED", 1, "Invented: wrong", "Invented: right", "A parent", by),
        rescoring_entry(NOW, "R-CRPS", book.name, texts, NOW.date(), {"cases": 0}, by),
        adoption_entry(NOW, adopted),
        disposal_entry(NOW, "INVENTED", [dispose], "birth_31", by),
    ]


def fill(database: Database) -> None:
    """Beside the county's records, the cases of every rulebook, the values of the last disposed of; and other kinds."""
    for book in books():
        with database.writing() as session:
            store.keep_rulebook(session, book.name, book.text, book.vocabulary_text, NOW)
            links = store.append_records(session, [(sealed, None, None) for _, sealed in gold_cases(book)])
    with database.writing() as session:
        last = links[-1].sequence if links else 1
        store.append_records(session, [(sealed, None, None) for sealed in others(books()[0], last)])
    with database.engine.begin() as connection:
        drop_triggers(connection)  # a disposal by hand: no case stands behind these records
        connection.execute(delete(SealedValue).where(SealedValue.record_sequence == last))
        put_triggers(connection)


def make(folder: Path) -> None:
    """Write the corpus: a bundle with a signed checkpoint, as `evenhand export` writes one."""
    with tempfile.TemporaryDirectory() as beside:
        url = f"sqlite:///{beside}/corpus.db"
        seed(Settings(database_url=url), lambda _done, _of: None, REQUESTS)
        database = open_database(Settings(database_url=url))
        fill(database)
        database.dispose()
        for command in (
            ["checkpoint"],
            ["export", str(folder), "--values", "--purpose", "A corpus of what this release seals"],
        ):
            assert run([*command, "--database", url]) == 0


if __name__ == "__main__":
    make(Path(sys.argv[1]))
