"""Reading the list of establishments: every row a provision or a reason, whatever stands in it. All rows invented."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_api.errors import Trouble
from panel_api.services.directory_file import DirectoryFile, Line
from panel_api.services.directory_row import FIELDS, Given, Rejected, digest_of, provisions_of
from tests.panel_api.establishments import BOTH, HEADS, file_of, row_of


def lines_of(content: bytes) -> list[Line]:
    return list(DirectoryFile(io.BytesIO(content)).rows())


def read(**changed: str) -> list[Given]:
    (line,) = lines_of(file_of([row_of(1, **changed)]))
    return provisions_of(line)


def reasons(content: bytes) -> dict[int, list[str]]:
    """Of each rejected line, every reason."""
    found = {}
    for line in lines_of(content):
        try:
            provisions_of(line)
        except Rejected as wrong:
            found[line.number] = [f"{each.where}: {each.wrong}" for each in wrong.problems]
    return found


def said(each: Given) -> dict[str, object]:
    return dict(zip(FIELDS, each.fields, strict=True))


def why(**changed: str) -> list[str]:
    return reasons(file_of([row_of(1, **changed)])).get(2, [])


def test_a_school_is_read_with_what_is_unknown_left_unknown() -> None:
    cells = {"OpenDate": "01-09-1999", "CloseDate": "", "SchoolCapacity": "", "Easting": "0", "Northing": "0"}
    alike = {"TypeOfEstablishment (code)": "10", "TypeOfEstablishment (name)": "Other independent special school"}
    sen = {"SEN1 (name)": "Not Applicable", "SEN4 (name)": "SLD - Severe Learning Difficulty"}
    sen |= {"SEN9 (name)": "ASD - Autistic Spectrum Disorder", "Section41Approved (name)": "Approved"}
    (school,) = read(**cells, **alike, **sen, NumberOfPupils="", Town="  ")
    found = said(school)
    assert found["kind"] == "independent_special" and found["needs"] == ("SLD", "ASD") and found["section_41"] is True
    assert found["opened_on"] == "1999-09-01"
    assert [found[name] for name in ("closed_on", "capacity", "easting", "northing", "town")] == [None] * 5
    assert school.roll is None and found["boarding"] is False
    blank = {f"SEN{number} (name)": "" for number in range(1, 14)}
    assert said(read(**(blank | {"Section41Approved (name)": "Not applicable"}))[0])["needs"] is None
    assert said(read(**{"Section41Approved (name)": "Not applicable"})[0])["section_41"] is None


def test_a_unit_and_a_resourced_provision_stand_by_themselves() -> None:
    cells = {
        "TypeOfEstablishment (code)": "01", "TypeOfEstablishment (name)": "Community school",
        "TypeOfResourcedProvision (name)": BOTH, "SEN1 (name)": "SLCN - Speech, language and Communication",
        "SenUnitCapacity": "14", "SenUnitOnRoll": "10", "ResourcedProvisionCapacity": "", "CensusDate": "15-01-2026",
    }  # fmt: skip
    school, resourced, unit = read(**cells, ResourcedProvisionOnRoll="")
    assert [each.code for each in (school, resourced, unit)] == ["9000001", "9000001-R", "9000001-U"]
    assert said(school)["needs"] == () and said(unit)["needs"] == said(resourced)["needs"] == ("SLCN",)
    assert (said(unit)["capacity"], unit.roll, unit.within) == (14, (10, "2026-01-15"), "9000001")
    assert (said(resourced)["capacity"], resourced.roll) == (None, None)
    assert said(unit)["kind"] == "sen_unit" and said(resourced)["kind"] == "resourced_provision"


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"OpenDate": "31-02-2020"}, "line 2, OpenDate: “31-02-2020” is no day"),
        ({"CloseDate": "2020-02-01"}, "line 2, CloseDate: “2020-02-01” is no day"),
        ({"SenUnitCapacity": "-5"}, "line 2, SenUnitCapacity: “-5” is not a number of places"),
        ({"SchoolCapacity": "lots"}, "line 2, SchoolCapacity: “lots” is not a number of places"),
        ({"ResourcedProvisionOnRoll": "1.5"}, "line 2, ResourcedProvisionOnRoll: “1.5” is not a number of pupils"),
        ({"Easting": "700001"}, "line 2, Easting: 700001, "),
        ({"Northing": ""}, "line 2, Easting: only one of Easting and Northing is there"),
        ({"StatutoryLowAge": "19"}, "line 2, StatutoryLowAge: the youngest, 19, is older than the oldest, "),
        ({"SEN3 (name)": "Magic"}, "line 2, SEN3 (name): “Magic” is no type of need"),
        ({"URN": ""}, "line 2, URN: it is empty"),
        ({"EstablishmentName": " "}, "line 2, EstablishmentName: it is empty"),
        ({"EstablishmentName": "a\tb"}, "line 2, EstablishmentName: “a\ufffdb” holds what does not print"),
        ({"EstablishmentStatus (code)": "9", "EstablishmentStatus (name)": "Lost"}, "line 2, EstablishmentStatus: “Lo"),
        ({"TypeOfResourcedProvision (name)": "Hut"}, "line 2, TypeOfResourcedProvision (name): “Hut” is no type"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(changed: dict[str, str], wrong: str) -> None:
    (found,) = why(**changed)
    assert found.startswith(wrong)


def test_every_reason_of_a_row_is_told_and_types_are_never_dropped() -> None:
    assert len(why(OpenDate="00-00-0000", SchoolCapacity="x", Easting="-3", **{"SEN2 (name)": "?"})) == 4
    unknown = {"TypeOfEstablishment (code)": "99", "TypeOfEstablishment (name)": "Sky school"}
    assert why(**unknown) == ["line 2, TypeOfEstablishment: the type “99” “Sky school” is not known"]
    centre = {"TypeOfEstablishment (code)": "47", "TypeOfEstablishment (name)": "Children's centre"}
    assert why(**centre) == [
        "line 2, TypeOfEstablishment: “Children's centre” is no provision that this directory keeps"
    ]
    crossed = {"TypeOfEstablishment (code)": "07", "TypeOfEstablishment (name)": "Community school"}
    assert "code “07” is Community special school, and the name is “Community school”" in why(**crossed)[0]
    renamed = {"TypeOfEstablishment (code)": "7", "TypeOfEstablishment (name)": "A new name for it"}
    assert said(read(**renamed)[0])["kind"] == "special"


def test_columns_are_found_by_their_heads_and_all_that_are_missing_are_listed() -> None:
    rows = [row_of(number) for number in range(3)]
    turned = [dict(reversed([*row.items(), ("Another", "x")])) for row in rows]
    heads = ",".join(turned[0]).encode() + b"\r\n"
    turned_file = heads + file_of(turned).split(b"\r\n", 1)[1]
    assert [provisions_of(each) for each in lines_of(turned_file)] == [
        provisions_of(each) for each in lines_of(file_of(rows))
    ]
    assert [digest_of(each) for each in lines_of(turned_file)] == [digest_of(each) for each in lines_of(file_of(rows))]
    with pytest.raises(Trouble) as refused:
        lines_of(file_of(rows).replace(b"URN,", b"Urnn,", 1).replace(b"Easting", b"East", 1))
    wrong = {each.wrong for each in refused.value.problems}
    assert wrong == {"no column is headed “URN”", "no column is headed “Easting”"}
    for content, words in ((b"", "empty"), (b"PK\x03\x04abc", "ZIP"), ("URN".encode("utf-16"), "UTF-16")):
        with pytest.raises(Trouble) as refused:
            lines_of(content)
        assert words in refused.value.problems[0].wrong


def test_letters_are_windows_1252_or_utf_8_with_or_without_a_mark() -> None:
    name = "Saint Zoë’s – École (invented)"
    published = file_of([row_of(1, EstablishmentName=name)])
    for content, letters in (
        (published, "Windows-1252"),
        (published.decode("cp1252").encode(), "UTF-8"),
        (b"\xef\xbb\xbf" + published.decode("cp1252").encode(), "UTF-8"),
    ):
        file = DirectoryFile(io.BytesIO(content))
        (line,) = file.rows()
        assert said(provisions_of(line)[0])["name"] == name and file.letters == letters
    (broken,) = reasons(published.replace(b"\xeb", b"\x81")).values()
    assert "holds bytes that are no letters" in broken[0]


def test_a_row_cut_short_a_quote_left_open_and_a_urn_twice_cost_only_their_own_row() -> None:
    rows = [row_of(number) for number in range(6)]
    content = file_of([*rows[:2], rows[0], *rows[2:]])
    assert reasons(content) == {4: ["line 4, URN: URN “9000000” stands on line 2 already"]}
    nameless = reasons(file_of([row | {"URN": ""} for row in rows[:2]]))
    assert nameless == {2: ["line 2, URN: it is empty"], 3: ["line 3, URN: it is empty"]}
    cut = reasons(file_of(rows)[:-200])
    assert list(cut) == [7] and "the file ends in the middle of this row" in cut[7][0]
    for broken in (b'"Briar Green', b'"Cedar Park'):
        opened = file_of(rows).replace(broken, broken.replace(b" ", b'" "'), 1)
        assert all(number in (3, 4) for number in reasons(opened)) and len(lines_of(opened)) == 6
    unclosed = file_of(rows).replace(b'School 2 (invented)",', b"School 2 (invented),", 1)
    assert list(reasons(unclosed)) == [4] and len(lines_of(unclosed)) == 6
    more = file_of(rows).replace(b"Invented Region", b'x","y', 1)
    assert reasons(more)[2] == [
        f"line 2: it has {len(HEADS) + 1} cells: perhaps a comma stands outside quotation marks"
    ]
    two = file_of([row_of(1, Street="1 Lane\r\nBack yard")]) + b"\r\n\r\n"
    assert reasons(two) == {} and len(lines_of(two)) == 1


def _garbled(content: bytes, changes: Sequence[tuple[int, bytes]]) -> bytes:
    for at, piece in changes:
        at %= len(content)
        content = content[:at] + piece + content[at + len(piece) :]
    return content


@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=12)), max_size=12))
def test_garbage_is_never_a_traceback_and_no_row_is_lost(changes: list[tuple[int, bytes]]) -> None:
    heads, body = file_of([row_of(number) for number in range(5)]).split(b"\r\n", 1)
    content = heads + b"\r\n" + _garbled(body, changes)
    codes = 0
    for line in lines_of(content):
        try:
            codes += len(provisions_of(line))
        except Rejected as wrong:
            assert wrong.problems and all(str(each.where).startswith("line ") for each in wrong.problems)
            codes += 1
    if not any(b"\n" in piece or b"\r" in piece or b'"' in piece for _, piece in changes):
        assert codes >= 5 - 5 * bool(changes) and (changes or codes == 5)


@given(st.dictionaries(st.sampled_from(HEADS), st.text(st.characters(codec="cp1252"), max_size=30), max_size=8))
def test_any_cell_may_hold_anything(changed: dict[str, str]) -> None:
    (line,) = lines_of(file_of([row_of(1) | changed])) or (None,)
    if line is not None:
        try:
            assert provisions_of(line)[0].code
        except Rejected as wrong:
            assert wrong.problems
