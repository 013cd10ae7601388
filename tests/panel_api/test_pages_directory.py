"""Files of establishments on their pages, and by command: sent, seen, applied or left. All of them invented."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st

from panel_api.cli import run
from panel_api.routes.multipart import streamed
from panel_api.settings import Settings
from tests.panel_api.establishments import file_of, row_of
from tests.panel_api.pages_support import PAGE, Html, checked, page, pressed
from tests.panel_api.pages_support import send as send_form
from tests.panel_api.signing_in import As, signed_in, signed_out

ROWS = [row_of(number) for number in range(60)]


@pytest.fixture
def keeper(sqlite_client: TestClient) -> As:
    """Somebody who may keep the directory."""
    found = signed_in(sqlite_client, "caseworker")
    found.role = "caseworker"
    return found


def send(client: As, content: bytes, **fields: str) -> Response:
    """Send a file through the form of its page; the answer without following it."""
    return client.post(
        "/provision/files/check",
        data={**page(client, "/provision/files").form("/check").fields, **fields},
        files={"file": ("C:\\lists\\edubasealldata.csv", content, "text/csv")},
        headers={**PAGE, "Cookie": f"evenhand={client.sessions['caseworker'][0]}"},
        follow_redirects=False,
    )


def sent(client: As, content: bytes, **fields: str) -> str:
    """Where a file that can be used leads."""
    answer = send(client, content, **fields)
    assert answer.status_code == 303, Html(answer.text).words[:1000]
    return str(answer.headers["location"])


def test_a_large_file_is_sent_seen_and_applied(keeper: As) -> None:
    assert "None yet" in page(keeper, "/provision/files").words
    padding = {"LSOA (name)": "x" * 20_000}
    content = file_of([*[row | padding for row in ROWS], row_of(70, OpenDate="31-02-2020")])
    assert len(content) > 1_200_000, "more than any other body may have"
    at = sent(keeper, content)
    shown = page(keeper, f"{at}?show=new")
    assert "edubasealldata.csv" in shown.title and "61 rows in Windows-1252: 60 are new" in shown.words
    assert "Alder Lane School 0 (invented)" in shown.words and "Further on" in shown.words
    further = next(each for each in shown.links if "after=" in each)
    second = page(keeper, further).words
    assert "School 59 (invented)" in second and "School 0 (invented)" not in second
    assert "“31-02-2020” is no day" in page(keeper, f"{at}?show=rejected").words
    heads, only = csv.reader(keeper.get(f"{at}/rejected.csv").text.lstrip("\ufeff").splitlines())
    assert heads[:4] == ["Line", "URN", "Name", "Where"]
    assert (only[:2], only[3], only[4]) == (["62", "9000070"], "OpenDate", "“31-02-2020” is no day")
    assert "Applied on" in pressed(keeper, at, "/apply").words
    assert "School 0 (invented)" in page(keeper, "/provision?state=any").words
    again = page(keeper, sent(keeper, content)).words
    assert "Nothing in the directory changes." in again and "There is nothing to apply." in again


def test_what_cannot_be_used_is_told_and_a_file_may_be_left(keeper: As) -> None:
    assert "the file is empty" in checked(send(keeper, b""), 422).words
    mark = page(keeper, "/provision/files").form("/check").fields
    none = keeper.post("/provision/files/check", data=mark, files={"file": ("", b"")}, headers=PAGE)
    assert "Choose a file first." in checked(none, 422).words
    wrong = checked(send(keeper, b"A,B\r\n1,2\r\n", authorities="931"), 422)
    assert "no column is headed “URN”" in wrong.words and wrong.form("/check").fields["authorities"] == "931"
    at = sent(keeper, file_of(ROWS[:6]), authorities="801, 802")
    shown = page(keeper, at)
    assert "4 belong to other authorities" in shown.words
    assert "Left as it is" in pressed(keeper, at, "/leave").words
    refused = checked(send_form(keeper, shown.form("/apply")), 409).words
    assert "was left already" in refused and "None of it" not in refused


def test_nothing_is_taken_in_from_whoever_may_not(keeper: As, sqlite_client: TestClient) -> None:
    files = {"file": ("list.csv", file_of(ROWS), "text/csv")}
    assert send(keeper, file_of(ROWS), csrf="forged").status_code == 403
    member = signed_in(sqlite_client, "panel_member")
    assert member.post("/provision/files/check", files=files, headers=PAGE).status_code == 403
    outside = signed_out(sqlite_client)
    away = outside.post("/provision/files/check", files=files, headers=PAGE, follow_redirects=False)
    assert away.status_code in (303, 401)
    assert "None yet" in page(keeper, "/provision/files").words


def test_by_command(sqlite_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, rejected = tmp_path / "edubasealldata20260914.csv", tmp_path / "rejected.csv"
    file.write_bytes(file_of([*ROWS[:5], row_of(7, Easting="-1", Northing="x")]))
    asked = ["directory", str(file), "--database", sqlite_settings.database_url]
    assert run([*asked, "--rejected", str(rejected)]) == 0
    said = capsys.readouterr().out
    assert "6 rows in Windows-1252: 5 are new" in said and "/provision/files/1, or say --apply" in said
    reasons = list(csv.reader(rejected.read_text().splitlines()))
    assert [each[3] for each in reasons] == ["Where", "Easting", "Northing"]
    assert run([*asked, "--apply"]) == 0 and "5 provisions were added" in capsys.readouterr().out
    assert run([*asked, "--apply", "--authority", "800"]) == 0
    assert "Nothing in the directory changes." in capsys.readouterr().out
    file.write_bytes(b"Name,Town\r\n")
    assert run(asked) == 2 and "line 1: no column is headed “URN”" in capsys.readouterr().err
    assert run(["directory", str(tmp_path / "none.csv"), "--database", sqlite_settings.database_url]) == 2


@given(st.binary(max_size=300), st.integers(1, 40), st.text("ab\r\n-", max_size=20))
def test_a_form_is_the_same_in_whatever_pieces_it_comes(content: bytes, size: int, text: str) -> None:
    body = (
        b'--xx\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + text.replace("--xx", "").encode()
        + b'\r\n--xx\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        + content + b"\r\n--xx--\r\n"
    )  # fmt: skip

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]

    into = io.BytesIO()
    texts, name = asyncio.run(streamed("multipart/form-data; boundary=xx", pieces(), into))
    assert name == "a.csv"
    if b"\r\n--xx" not in content:
        assert into.getvalue() == content and texts == {"csrf": text.replace("--xx", "")}
