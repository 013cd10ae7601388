"""Every column of every table, for everyone who may ask: shown, or listed as withheld, or left out with a reason.

What is withheld stands nowhere in the document, from which all three forms are made.
"""

import json
from typing import Any

import pytest

from panel_api import data_map
from panel_api.models import Base
from panel_api.subject_access.document import FORMAT, stored
from panel_api.subject_access.items import Choices
from panel_api.subject_access.reader import SOMEBODY, WORKER, Reader
from panel_api.subject_access.tables import EVERYWHERE, SECTIONS, TOLD
from tests.panel_api.subjects_support import HIDDEN, NUMBERS, SCHOOL, a_family, reader_for, rows_of_everything, told

ASKERS = {
    "child": ("child", "child"),
    "young person": ("young_person", "child"),
    "shielded mother": ("parent", "mother"),
    "father": ("parent", "father"),
    "for the father": ("representative", "father"),
    "for the young person": ("representative", "child"),
    "for nobody known": ("representative", None),
    "an advocate": ("representative", "advocate"),
}
KEPT_FROM = ("father", "for the father", "for nobody known", "an advocate")
"""Those from whom the mother's place is kept."""


def reader_named(who: str) -> Reader:
    return reader_for(a_family(), *ASKERS[who])


def wanted(name: str) -> set[str]:
    return {each.name for each in data_map.lines(name) if each.column.kind in ("personal", "special")}


def test_every_table_that_hangs_on_a_case_is_told_or_says_why_not() -> None:
    hanging = {name for name, table in Base.metadata.tables.items() if "case_id" in table.c}
    through = {"cases", "moderation_scores", "sealed_values", "ledger_entries", "ledger_lines", "paid_lines"}
    assert set(TOLD) == hanging | through, "say of a new table in panel_api/subject_access/tables.py how it is told"
    assert {told.section for told in TOLD.values()} == set(SECTIONS)
    for name, how in TOLD.items():
        there = set(Base.metadata.tables[name].c.keys())
        named = {
            *how.left_out,
            *how.places,
            *how.names,
            *how.refs,
            *how.open,
            *how.also,
            *([how.day] if how.day else []),
        }
        assert named <= there, name
        assert how.whole or how.title


def test_whatever_else_is_of_a_child_hangs_on_no_case() -> None:
    known = {"idempotency_keys", "forms_set_aside", "log_lines", "audit_samples", "disposal_items"}
    others = {name for name in data_map.TABLES if name not in TOLD and wanted(name)}
    assert others == known, "whose rows of this table are the child's, and how does a bundle find them?"


@pytest.mark.parametrize("who", ASKERS)
def test_each_column_is_shown_or_listed_as_withheld_and_then_stands_nowhere(who: str) -> None:
    reader, seen = reader_named(who), 0
    for name, row, marks in rows_of_everything():
        items, found = told(reader, [(name, row)])
        (item,) = items
        text = stored(found).decode()
        shown = {each.name for each in item.fields}
        kept = {column for each in item.kept for column in each.columns}
        must = {each for each in wanted(name) if row[each] is not None} - set(TOLD[name].left_out) - set(EVERYWHERE)
        assert must <= shown | kept, (name, must - shown - kept)
        for column, mark in marks.items():
            assert (mark in text) == (column in shown), (who, name, column)
        listed = {(each["item"], part) for each in found["withheld"] for part in each["parts"] or ["all"]}
        assert bool(kept) == bool(listed) and all(each == item.id for each, _ in listed)
        assert "Zzneverzz" not in text
        seen += len(must)
    assert seen > 250


@pytest.mark.parametrize("who", ASKERS)
def test_what_tells_the_place_is_kept_from_those_it_is_shielded_from_and_from_no_other(who: str) -> None:
    reader = reader_named(who)
    for name, row, marks in rows_of_everything():
        items, found = told(reader, [(name, row)])
        text = stored(found).decode()
        own = name == "schools_asked" and row["party_id"] in reader.own
        for column in TOLD[name].places:
            word = marks.get(column) or (f"Zz{_points(name, column)}7zz" if _points(name, column) else "")
            if word and who in KEPT_FROM and not own:
                assert word not in text, (name, column)
            elif word and not items[0].kept:
                assert word in text, (name, column)


def _points(name: str, column: str) -> str:
    keys = list(Base.metadata.tables[name].c[column].foreign_keys)
    return keys[0].column.table.name if keys and keys[0].column.table.name in ("provisions", "accounts") else ""


@pytest.mark.parametrize("secret", [HIDDEN, "quarry-hill", "ze1", SCHOOL.upper(), "LongMeadow", "northmoor"])
@pytest.mark.parametrize("who", KEPT_FROM)
def test_no_text_of_any_table_gives_the_place_away(who: str, secret: str) -> None:
    reader = reader_named(who)
    rows = [(name, row) for name, row, _ in rows_of_everything(f"They live near {secret}.")]
    _, found = told(reader, rows)
    text = stored(found).decode().casefold()
    assert secret.casefold() not in text
    assert '"ground":"shielded"' not in text, "the ground itself would tell"


@pytest.mark.parametrize("who", KEPT_FROM)
def test_the_history_does_not_tell_that_somebody_is_shielded(who: str) -> None:
    for said in ("A second person looked at a letter.", "A parent, whose whereabouts are shielded from now on."):
        rows = [(name, row | {"words": said}) for name, row, _ in rows_of_everything() if name == "case_events"]
        assert said not in stored(told(reader_named(who), rows)[1]).decode()
        assert said in stored(told(reader_named("shielded mother"), rows)[1]).decode()


@pytest.mark.parametrize("who", ["child", "shielded mother", "for the young person"])
def test_the_place_is_not_kept_from_those_who_live_there(who: str) -> None:
    _, found = told(reader_named(who), [(name, row) for name, row, _ in rows_of_everything("Northmoor.")])
    assert "Northmoor" in stored(found).decode()


@pytest.mark.parametrize("who", ASKERS)
def test_names_of_other_people_give_way_in_every_text(who: str) -> None:
    reader = reader_named(who)
    said = "Kit Birch and Jo Alder met Robin Cedar; Pat Worker wrote it. Sam was there."
    rows = [(name, row) for name, row, _ in rows_of_everything(said)]
    text = stored(told(reader, rows)[1]).decode()
    assert (
        ("Robin" in text) == ("Cedar" in text) == (who == "an advocate")
        and "Pat Worker" not in text
        and "Sam was there" in text
    )
    assert SOMEBODY in text and WORKER in text
    mine = {"shielded mother": "Jo", "father": "Kit", "for the father": "Kit"}.get(who)
    for name in ("Jo", "Kit"):
        assert (f"{name} " in text) == (name == mine), (who, name)


def test_what_another_parent_said_is_not_told_and_what_one_said_oneself_is() -> None:
    for who, other in (("father", "mother"), ("shielded mother", "father")):
        mine = {"father": "father", "shielded mother": "mother"}[who]
        rows = {
            row["party_id"]: row for name, row, _ in rows_of_everything() if name == "voices" and row["who"] == "parent"
        }
        for party, shown in ((NUMBERS[mine], True), (NUMBERS[other], False), (None, False)):
            (item,), found = told(reader_named(who), [("voices", rows[party])])
            assert ("Zzvoiceswordszz" in stored(found).decode()) is shown
            assert bool(item.kept) is not shown


def test_a_person_withholds_more_and_its_content_is_gone_but_listed() -> None:
    rows = [(name, row) for name, row, _ in rows_of_everything() if name in ("decisions", "holds", "voices")]
    hold = next(f"holds-{row['id']}" for name, row in rows if name == "holds")
    choices = Choices({hold: "privileged", "decisions-7.evidence": "serious_harm"})
    _, found = told(reader_named("child"), rows, choices)
    text = stored(found).decode()
    assert "Zzholdswordszz" not in text and "Zzdecisionsevidencezz" not in text and "Zzdecisionswordszz" in text
    by = {each["item"]: each for each in found["withheld"]}
    assert by[hold]["ground"] == "privileged" and "lawyer" in by[hold]["why"]
    assert by["decisions-7"]["parts"] == ["What a ground rests on"]


def test_what_is_somebody_elses_can_be_let_through_but_never_what_is_shielded() -> None:
    voice = next(
        row for name, row, _ in rows_of_everything() if name == "voices" and row["party_id"] == NUMBERS["mother"]
    )
    letter = next(row for name, row, _ in rows_of_everything() if name == "letters" and row["reader"] == "school")
    rows: list[tuple[str, dict[str, Any]]] = [("voices", voice), ("letters", letter)]
    let = Choices({}, frozenset({"voices-7", "letters-7", "letters-7.blocks"}))
    text = stored(told(reader_named("father"), rows, let)[1]).decode()
    assert "Zzvoiceswordszz" in text and "Zzlettersblockszz" not in text


def test_the_document_is_plain_data_and_the_same_every_time() -> None:
    rows = [(name, row) for name, row, _ in rows_of_everything()]
    _, found = told(reader_named("child"), rows)
    assert json.loads(stored(found)) == found and found["format"] == FORMAT
    assert stored(told(reader_named("child"), rows)[1]) == stored(found)
    assert [each["code"] for each in found["sections"]] == list(SECTIONS)
    assert "Chair looked at a case" in str(found["sections"][-1])


def test_what_a_budget_holds_does_not_tell_the_partnership() -> None:
    for who, shown in (("father", False), ("child", True)):
        rows = [(name, row) for name, row, _ in rows_of_everything() if name == "cases"]
        rows[0][1]["facts"] = {"partnership_balance": "74127.19", "setting": "mainstream"}
        text = stored(told(reader_named(who), rows)[1]).decode()
        assert ("74127.19" in text) is shown and "mainstream" in text


def test_without_anybody_shielded_the_father_is_told_the_school() -> None:
    case = a_family(shielded=False)
    rows = [(name, row) for name, row, _ in rows_of_everything("At Long Meadow.")]
    text = stored(told(reader_for(case, "parent", "father"), rows)[1]).decode()
    assert "At Long Meadow." in text and "Zzprovisions7zz" in text
