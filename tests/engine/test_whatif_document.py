"""The document of a what-if: it is kept as JSON and read back, to the byte."""

import json

import pytest

from engine.recording.canonical import canonical_bytes
from engine.whatif.document import DIMENSIONS, GROUPS, Document
from tests.engine.whatif_example import example


def test_it_is_read_back_as_it_was() -> None:
    document = example()
    kept = json.loads(json.dumps(document.as_json()))
    assert Document.from_json(kept) == document
    assert canonical_bytes(Document.from_json(kept).as_json()) == canonical_bytes(kept)


def test_its_money_is_text_and_its_days_are_iso() -> None:
    kept = example().as_json()
    assert kept["as_of"] == "2026-09-14"
    assert kept["groups"]["open"]["compared"] == {
        "cases": 40, "before": "160000.00", "after": "165750.00", "difference": "5750.00",
    }  # fmt: skip
    assert kept["unknown"]["least"] == "-2000.00"
    assert tuple(kept["groups"]) == GROUPS
    assert tuple(kept["by"]) == DIMENSIONS


def test_the_parts_of_the_example_add_up() -> None:
    document = example()
    assert sum(each.pounds for each in document.why) == document.moved.difference
    for name, group in document.groups.items():
        assert sum(getattr(each, name) for each in document.why) == group.compared.difference


def test_what_is_no_such_document_is_refused() -> None:
    kept = example().as_json()
    kept["why"][0]["cases"] = "seventy"
    with pytest.raises(TypeError, match="seventy"):
        Document.from_json(kept)
