"""Letters as they are sent: one page and a second for reasons, the same bytes each time, the same words everywhere."""

import datetime as dt
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdf
import pytest

from engine.problems import Refused
from panel_api.letters import (
    INVENTED,
    LetterFacts,
    Page,
    SheetFacts,
    Voice,
    as_pdf,
    as_text,
    compose,
    compose_sheet,
)
from panel_api.letters.facts import LONGEST_REASON, LONGEST_VOICE
from panel_api.letters.letterhead import read_letterhead
from panel_api.render import environment
from panel_api.settings import Settings
from tests.panel_api.letters_cases import every, facts

LONG = "Sam needs someone who knows how to help with talking and with friends at break and in the hall each day. " * 3
TO = ("Ms Alexandra Invented-Longname", "114 Made Up Avenue", "Eventown", "ZE1 2AB")


def longest(made: LetterFacts) -> LetterFacts:
    """The same letter with as much in it as it may hold."""
    return replace(
        made,
        to=TO,
        reasons=(LONG[:LONGEST_REASON],) * 3 if made.reasons else (),
        voices=tuple(Voice(voice.who, LONG[:LONGEST_VOICE]) for voice in made.voices),
        corrects=dt.date(2026, 9, 10),
        interpreter="British Sign Language",
    )


def pages(page: Page) -> list[str]:
    """The words of each page of the PDF."""
    return [" ".join(each.extract_text().split()) for each in pypdf.PdfReader(io.BytesIO(as_pdf(page))).pages]


@pytest.mark.parametrize("name", sorted(name for name, made in every().items() if not made.easy_read))
def test_the_letter_is_one_page_and_the_reasons_in_full_are_the_second(name: str) -> None:
    first, *rest = pages(compose(longest(every()[name])))
    assert "Questions" in first
    assert "Our reasons in full" not in first
    assert len(rest) == (1 if every()[name].full_reasons else 0)
    assert all(each.startswith("Our reasons in full") for each in rest)


def test_easy_read_is_large_print_with_one_sentence_a_line() -> None:
    made = compose(every()["agree_easy_read_parent"])
    assert "from 1 November 2026.\nThe school must use it" in made.blocks[3].text
    assert max(_sizes(as_pdf(made))) > max(_sizes(as_pdf(compose(facts("agree")))))
    assert "from\n1 November 2026.\nThe school must use it" in as_text(made) or "2026.\nThe school must" in as_text(
        made
    )


def _sizes(pdf: bytes) -> list[float]:
    found: list[float] = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: found.append(size * abs(tm[3]) * abs(cm[3])))
    return found


def test_the_pdf_is_tagged_declares_its_standard_and_is_the_same_bytes_each_time() -> None:
    letter = compose(facts("refuse_to_assess"))
    made = as_pdf(letter)
    assert made == as_pdf(letter)
    reader = pypdf.PdfReader(io.BytesIO(made))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data().decode()
    tags = _tags(root["/StructTreeRoot"])
    assert tags.count("/H1") == 1
    assert tags.count("/H2") == 5
    assert {"/P", "/L", "/LI", "/BlockQuote"} <= set(tags)
    assert reader.metadata is not None
    assert reader.metadata.title == "Our decision about an EHC needs assessment for Sam"
    assert str(reader.metadata.creation_date).startswith("2026-09-14")


def _tags(node: Any) -> list[str]:
    node = node.get_object()
    if isinstance(node, list):
        return [tag for each in node for tag in _tags(each)]
    if not isinstance(node, dict):
        return []
    return [*([str(node["/S"])] if "/S" in node else []), *(_tags(node["/K"]) if "/K" in node else [])]


def test_names_in_many_letters_are_printed_and_signs_that_cannot_be_are_refused_by_name() -> None:
    first, _ = pages(compose(facts("agree", child="Łukasz Ştefan Nguyễn")))
    assert "Łukasz Ştefan" in first
    with pytest.raises(Refused, match='the sign "😀" is in none of the fonts'):
        as_pdf(compose(facts("agree", voices=(Voice("child", "I like it 😀"),))))


def test_words_that_look_like_a_program_stay_words() -> None:
    said = '#import "x": * \\ $x$ {{ child }} <script>alert(1)</script>'
    letter = compose(facts("agree", voices=(Voice("child", said),)))
    assert said in pages(letter)[0]
    assert said in as_text(letter)
    html = as_html(letter)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def as_html(letter: Page) -> str:
    return str(environment().get_template("_letter_shown.html").module.shown(letter))  # type: ignore[attr-defined]


class Words(HTMLParser):
    """The words inside the letter on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside = self.inside or tag == "article"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "article"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found.append(data)


@pytest.mark.parametrize("name", sorted(every()))
def test_the_page_the_pdf_and_the_text_say_the_same(name: str) -> None:
    letter = compose(every()[name])
    parser = Words()
    parser.feed(as_html(letter))
    on_page = _bare("".join(parser.found))
    in_pdf = _bare("".join(page.rpartition(letter.reference)[0] for page in pages(letter)))
    in_text = _bare(as_text(letter))
    for block in (*letter.blocks, *letter.reasons):
        for line in block.lines:
            for words in (_bare(line.lead), _bare(line.text)):
                assert words in on_page
                assert words in in_pdf
                assert words.casefold() in in_text.casefold()


def _bare(words: str) -> str:
    """Without spaces, dashes and quotation marks, which differ from form to form."""
    return re.sub(r"[\s\-“”•]", "", words)


def test_an_invented_county_says_so_in_every_form_and_a_council_does_not() -> None:
    invented = compose(facts("agree"))
    assert all("Invented:" in words for words in (as_text(invented), as_html(invented), pages(invented)[0]))
    real = compose(facts("agree", letterhead=replace(INVENTED, invented=False)))
    assert not any("Invented:" in words for words in (as_text(real), as_html(real), pages(real)[0]))


SHEET = SheetFacts(
    reader="file",
    reference="EH-2026-0417",
    day=dt.date(2026, 9, 14),
    letterhead=INVENTED,
    pupil="Sam Invented",
    school="Fernbrook Primary School",
    basis="Top-up without an EHC plan",
    decision="Agreed at another band",
    decided_by="Chair of the panel",
    authority="Scheme of delegation, up to £10,000 a year",
    advised="Band 3, £4,680.00 a year",
    reason="Evidence weighed differently",
    words="The speech report is newer than the one the advice rests on.",
    band="Band 2",
    amount_pence=322000,
    from_day=dt.date(2026, 11, 1),
    account="Riverside partnership",
    rulebook="county_top_up, 2026-27",
    record=1204,
)


@pytest.mark.parametrize("reader", ["file", "school_finance"])
def test_a_decision_sheet_is_one_page_of_facts(reader: Any, golden: Any) -> None:
    sheet = compose_sheet(replace(SHEET, reader=reader))
    golden(f"letters/sheet_{reader}.txt", as_text(sheet))
    (page,) = pages(sheet)
    assert "£3,220.00" in page
    for words in ("speech report", "Evidence weighed", "Chair of the panel"):
        assert (words in page) == (reader == "file"), "school finance sees the money, and neither need nor reasons"


def test_what_a_sheet_does_not_know_it_says() -> None:
    empty = as_text(compose_sheet(replace(SHEET, band=None, amount_pence=None, urgent=True)))
    assert re.search(r"Amount a year +None", empty)
    assert re.search(r"Where +Between sittings, as urgent", empty)


def test_a_council_s_own_letterhead_is_read_from_its_file_as_the_settings_page_shows_it(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    file = tmp_path / "letterhead.yaml"
    file.write_text(page.split("## The letterhead")[1].split("```yaml\n")[1].split("```")[0])
    head = read_letterhead(Settings(letterhead=file).letterhead)
    assert (head.authority, head.invented) == ("Example County Council", False)
    assert "Example SENDIASS" in as_text(compose(facts("agree", letterhead=head)))
    assert "Invented" not in as_text(compose(facts("agree", letterhead=head)))


@pytest.mark.parametrize("text", ["", "authority: Only this", "[1, 2]", "a: [", "authority: 3"])
def test_a_file_that_holds_no_letterhead_is_named_before_anything_starts(tmp_path: Path, text: str) -> None:
    file = tmp_path / "letterhead.yaml"
    file.write_text(text)
    for wrong in (file, tmp_path / "nowhere.yaml"):
        with pytest.raises(ValueError, match="holds no letterhead"):
            Settings(letterhead=wrong)
