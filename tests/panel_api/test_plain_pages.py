"""How plain the public pages are, by the measure that holds for letters: our own words, not those of a rulebook."""

import html
import re

import pytest
from fastapi.testclient import TestClient

from panel_api.letters import Block
from panel_api.letters.markup import Line
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_support import page
from tests.plain_words import LONGEST, grade, sentences

HARDEST = 7
"""The grade that no public page goes above: about the school year in which it can be read, less one."""
PAGES = (
    "/transparency",
    "/transparency/foi?year=2026",
    "/rulebooks/county_top_up/history",
    "/rulebooks/county_top_up/changes",
    "/returns",
)
_ARTICLE = re.compile(r"<main.*?</main>", re.S)
_TEXTS = re.compile(r"<(p|li)\b[^>]*>(.*?)</\1>", re.S)


def words_of(client: TestClient, address: str) -> tuple[Block, ...]:
    """The paragraphs and lines of a page, without what rulebooks say of themselves."""
    theirs = {text for book in desk_of(client).shelf.books() for text in (book.about, book.notice, book.title)}
    found = _ARTICLE.search(page(client, address).source)
    assert found
    texts = (html.unescape(re.sub(r"<[^>]+>", " ", text)) for _, text in _TEXTS.findall(found[0]))
    plain = (" ".join(text.split()) for text in texts)
    shown = [text for text in plain if text and not any(words and words in text for words in theirs)]
    return tuple(Block("paragraph", lines=(Line(text),)) for text in shown)


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_is_plain(sqlite_client: TestClient, address: str) -> None:
    blocks = words_of(sqlite_client, address)
    assert len(blocks) >= 3
    longest = max(sentences(blocks), key=len)
    assert len(longest) <= LONGEST + 5, " ".join(longest)
    assert grade(blocks) <= HARDEST
