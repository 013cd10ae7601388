"""What people write is shown as they wrote it, and is inert: no script, no broken page, however it is made up."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.panel_api.http_support import a_case, post
from tests.panel_api.pages_cases import DECISION, record_of
from tests.panel_api.pages_support import Html, page, pressed

NASTY = {
    "script": "<script>alert(1)</script>",
    "closing": "</textarea></td></main><script src=//x.example></script><!--",
    "quotes": '" onmouseover="alert(1)" \' & &amp; `',
    "template": "{{ 7 * 7 }} {% raw %} ${7*7}",
    "right to left": "\u202eevil\u2066 \u202b שלום \u200f مرحبا",
    "emoji": "👩🏽‍🦽 🏳️‍🌈 👍🏿",
    "long": "x" * 400,
    "lines": "One.\nTwo.\n\nThree.",
}


@pytest.mark.parametrize("kind", NASTY)
def test_words_and_names_are_inert(sqlite_client: TestClient, kind: str) -> None:
    client, text = sqlite_client, NASTY[kind]
    body = a_case(voices=[{"who": who, "words": text, "parent": 1} for who in ("parent",)])
    body["voices"] += [{"who": who, "words": text} for who in ("child", "school")]
    body["parents"][0]["name"] = text[:200]
    body["school"]["name"] = text[:200]
    answer = post(client, "/api/cases", body)
    assert answer.status_code == 201, answer.text
    address = f"/cases/{answer.json()['reference']}"
    pressed(client, address, "/assess")
    pressed(client, address, "/recommend")
    found = pressed(client, address, "/decide", **{**DECISION, "words": text, "urgent": text})
    record = page(client, record_of(client, address))
    for each in (found, record):
        _inert(each)
        assert " ".join(text.split()) in each.words
    assert found.words.count(" ".join(text.split())) >= 4
    _inert(page(client, f"{address}/working"))


@pytest.mark.parametrize("kind", NASTY)
def test_what_is_typed_is_given_back_inert(sqlite_client: TestClient, kind: str) -> None:
    client, text = sqlite_client, NASTY[kind].replace("\n", " ")
    found = client.get("/cases", params={"partnership": text, "band": text}, headers={"Accept": "text/html"})
    html = Html(found.text)
    assert found.status_code == 422 and html.problems == []
    assert html.form("/cases").fields["band"] == text[:200].strip()
    _inert(html)
    tried = client.post(
        "/rulebooks/county_top_up/try",
        data={"as_of": text, "attendance": text, "talking": text, text[:50]: text},
        headers={"Accept": "text/html"},
    )
    html = Html(tried.text)
    assert tried.status_code == 422 and html.problems == []
    assert html.form("/try").fields["attendance"] == text
    _inert(html)


@pytest.mark.parametrize("kind", NASTY)
@pytest.mark.parametrize("start", ["/cases/", "/records/", "/rulebooks/", "/rulebooks/county_top_up?on="])
def test_an_address_is_given_back_inert(sqlite_client: TestClient, start: str, kind: str) -> None:
    from urllib.parse import quote

    _inert(page(sqlite_client, start + quote(NASTY[kind], safe=""), 404))


def _inert(html: Html) -> None:
    assert [tag["src"].split("?")[0] for tag in html.all("script")] == ["/static/evenhand.js"]
    assert html.all("iframe", "object", "embed", "base") == []
    assert not [tag for tag in html.tags if any(name.startswith("on") for name in tag.attributes)]
    assert not [link for link in html.links if link.lower().startswith(("javascript:", "data:", "//"))]
    assert "49 " not in re.sub(r"[A-Z0-9]{4}-[A-Z0-9]{4}", "", html.title), "a reference may end so"
