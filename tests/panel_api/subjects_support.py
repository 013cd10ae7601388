"""A family of which one parent is shielded, and a row of every table in which every column says a word of its own."""

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Date, Integer, Table

from panel_api.columns import UtcDateTime
from panel_api.letters import INVENTED, Block, Page
from panel_api.letters.kept import page_kept
from panel_api.letters.markup import Line
from panel_api.models import Base, Case, Party
from panel_api.subject_access.document import About, Json, document
from panel_api.subject_access.items import Choices, Item, Teller
from panel_api.subject_access.reader import Reader, reader_of
from panel_api.subject_access.tables import TOLD

DAY: Final = dt.date(2026, 9, 20)
BORN: Final = dt.date(2017, 5, 4)
NUMBERS: Final = {"child": 11, "mother": 12, "father": 13, "school": 14, "advocate": 15}
HIDDEN: Final = "12 Quarry Hill, Westmere, ZE1 2AB"
"""Where the mother lives, and the child with her. It is kept from the father."""
SCHOOL: Final = "Long Meadow Primary School"


def a_family(*, shielded: bool = True) -> Case:
    """One case: a child, two parents of whom the mother is shielded, a school and an advocate."""
    said: dict[str, dict[str, Any]] = {
        "child": {"role": "child", "name": "Sam Alder", "address": HIDDEN, "from_day": BORN},
        "mother": {"role": "parent", "name": "Jo Alder", "address": HIDDEN, "shielded": shielded},
        "father": {"role": "parent", "name": "Kit Birch", "address": "3 Made Up Road, Eventown"},
        "school": {"role": "school", "name": SCHOOL, "reference": "900001"},
        "advocate": {"role": "advocate", "name": "Robin Cedar", "address": "9 Far Lane, Othertown"},
    }
    parties = []
    for who, given in said.items():
        duty = {"parental_responsibility": True} if given["role"] == "parent" else {}
        parties.append(Party(id=NUMBERS[who], case_id=1, **{"from_day": DAY, "shielded": False, **duty, **given}))
    return Case(id=1, reference="CASE-0001", asked_on=DAY, partnership="Northmoor", parties=parties)


def reader_for(case: Case, asker: str, who: str | None) -> Reader:
    """Whoever asks, as who of the family."""
    party = next((each for each in case.parties if who and each.id == NUMBERS[who]), None)
    return reader_of([case], party, asker, ["Pat Worker"], [])


def rows_of_everything(text: str = "") -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    """A row of every table, for every party that it may be of: table, row, and the word of each column that has one.

    text: what stands in every text, before its own word.
    """
    for name, told in TOLD.items():
        if told.whole:
            continue
        for role, party in _parties(name):
            row, marks = _row(name, Base.metadata.tables[name], text)
            row |= {"case_id": 1}
            if "party_id" in row:
                row["party_id"] = party
            if name == "parties":
                row |= {"id": party, "role": role}
            if name == "voices":
                row |= {
                    "who": "parent"
                    if role in ("mother", "father", "nobody")
                    else "child"
                    if role == "child"
                    else "school"
                }
            if name == "letters":
                row["reader"] = "school" if role == "school" else "young_person" if role == "child" else "parent"
            yield name, row, {column: mark for column, mark in marks.items() if mark in _texts(row[column])}


def _parties(name: str) -> list[tuple[str, int | None]]:
    if name == "parties":
        return [("parent" if who in ("mother", "father") else who, number) for who, number in NUMBERS.items()]
    if "party_id" in Base.metadata.tables[name].c:
        return [*NUMBERS.items(), ("nobody", None)]
    return [("", None)]


def _row(name: str, table: Table, text: str) -> tuple[dict[str, Any], dict[str, str]]:
    row: dict[str, Any] = {}
    marks: dict[str, str] = {}
    for number, column in zip(itertools.count(1), table.columns):
        mark = f"Zz{name.replace('_', '')}{column.name.replace('_', '')}zz"
        words = f"{text} {mark}".strip()
        if isinstance(column.type, JSON):
            row[column.name] = _json(name, column.name, words)
        elif isinstance(column.type, UtcDateTime):
            row[column.name] = dt.datetime(2026, 9, 1, 9, number, tzinfo=dt.UTC)
        elif isinstance(column.type, Date):
            row[column.name] = dt.date(2026, 9, 1)
        elif isinstance(column.type, Boolean):
            row[column.name] = True
        elif isinstance(column.type, Integer):
            row[column.name] = 7
        elif "bytes" in str(column.type.python_type):
            row[column.name] = words.encode()
        else:
            row[column.name] = words
        marks[column.name] = mark
    return row, marks


def _json(name: str, column: str, words: str) -> Any:
    if (name, column) == ("letters", "blocks"):
        return page_kept(
            Page(INVENTED, "R-1", DAY, (Block("title", (Line("A letter"),)), Block("paragraph", (Line(words),))))
        )
    if (name, column) == ("assessments", "report"):
        return {"why": [{"sentence": words}], "why_not": [{"sentence": "Zzneverzz"}]}
    return [words] if column in ("sentences", "found") else {"said": words}


def _texts(value: Any) -> str:
    return str(value)


def told(
    reader: Reader, rows: list[tuple[str, dict[str, Any]]], choices: Choices | None = None
) -> tuple[list[Item], Json]:
    """The items of some rows as this reader is told them, and the whole document."""
    names = {each: {7: f"Zz{each}7zz"} for each in ("provisions", "accounts")} | {"sittings": {7: DAY}}
    teller = Teller(reader, choices or Choices(), {1: "CASE-0001"}, names, lambda _: None)
    items = [item for name, row in rows for item in teller.items(name, [row])]
    about = About("S-1", DAY, DAY, "Whoever asks", "Sam Alder", ("CASE-0001",), INVENTED, ("Kept for long.",))
    return items, document(
        about, items, [("CASE-0001", dt.datetime(2026, 9, 1, tzinfo=dt.UTC), "chair", "case_viewed")], ["school"]
    )
