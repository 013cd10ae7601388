"""Records that earlier releases sealed: they verify, replay to the same bytes, and can be read, for ever.

A corpus is an export with values, made once by its release (`tests/panel_api/corpus.py`). It is never made again: where
this fails, the engine has come to mean something else by the same text, and the engine is what to mend.
"""

import json
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from engine.recording.chain import Head, entry_of
from panel_api.cli import run
from panel_api.models import Record
from panel_api.services.replaying import Replayer, exported_records
from panel_api.views.record import detail
from tests.panel_api.corpus import NEVER_AGAIN

FOLDER = Path(__file__).parents[1] / "golden" / "records"


@pytest.fixture(scope="module", params=sorted(NEVER_AGAIN))
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One release's corpus, taken out of its archive."""
    folder = tmp_path_factory.mktemp("corpus")
    with tarfile.open(FOLDER / f"{request.param}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / request.param


def test_it_is_the_one_that_was_sealed_and_its_own_verifier_says_so(corpus: Path) -> None:
    """Its head is written in this repository as well, so that making it again is seen."""
    head = json.loads((corpus / "heads.json").read_bytes())["records"]
    assert Head(head["sequence"], head["sha256"]) == NEVER_AGAIN[corpus.name]
    done = subprocess.run([sys.executable, corpus / "verify.py", corpus], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.startswith(f"whole: {head['sequence']} records"), done.stdout
    assert run(["verify", str(corpus)]) == 0


def test_every_record_replays_to_the_same_bytes(corpus: Path) -> None:
    verdicts: Counter[str] = Counter()
    kinds, statuses = set(), set()
    with exported_records(corpus) as (count, links, texts):
        again = Replayer(texts)
        for link in links:
            found, entry = again.one(link), entry_of(link.stored)
            verdicts[found.verdict] += 1
            assert found.verdict in ("same", "no_assessment", "disposed"), (found.says, found.told)
            kinds.add(entry["kind"])
            statuses.add(entry.get("status"))
    assert sum(verdicts.values()) == count
    assert verdicts["same"] > 200 and verdicts["disposed"] == 1
    assert kinds == {"decision", "disposal", "correction", "rescoring", "adoption"}
    assert statuses >= {"settled", "unsettled", "referred", "incomplete", "not_in_force"}


def test_every_record_can_still_be_read(corpus: Path) -> None:
    with exported_records(corpus) as (_, links, texts):
        again = Replayer(texts)
        for link in links:
            entry: Any = entry_of(link.stored)
            record = Record(sequence=link.sequence, stored=link.stored, sha256="0" * 64, previous="0" * 64)
            book = again.book(entry["rulebook"]["sha256"]) if "rulebook" in entry else None
            assert detail(record, link.sealed or (), book)["story"]
