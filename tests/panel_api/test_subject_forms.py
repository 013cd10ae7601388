"""A bundle in its three forms: each says the same, and none says what is withheld; plain words where we write."""

import html
import io
import json
import re
from functools import cache

import pypdf
import pytest

from panel_api.letters.markup import Block, Line
from panel_api.subject_access.document import Json, stored
from panel_api.subject_access.page import bundle_html
from panel_api.subject_access.pdf import bundle_pdf
from tests.panel_api.subjects_support import HIDDEN, a_family, reader_for, rows_of_everything, told
from tests.plain_words import grade

HARDEST = 6
"""The Flesch-Kincaid grade of what we write: read at about eleven."""


@cache
def for_the_father() -> tuple[Json, tuple[str, ...], tuple[str, ...]]:
    """His bundle, the words it tells, and those it does not."""
    rows, shown, kept = [], [], []
    reader = reader_for(a_family(), "parent", "father")
    for name, row, marks in rows_of_everything("Words"):
        items, _ = told(reader, [(name, row)])
        fields = {each.name for each in items[0].fields}
        for column, mark in marks.items():
            (shown if column in fields else kept).append(mark)
        rows.append((name, row))
    told_once = set(shown)
    _, found = told(reader, rows)
    return found, tuple(sorted(told_once)), tuple(sorted(set(kept) - told_once))


@cache
def the_pdf() -> bytes:
    return bundle_pdf(for_the_father()[0])


@cache
def texts() -> dict[str, str]:
    found, _, _ = for_the_father()
    pdf = the_pdf()
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    read = " ".join(each.extract_text() for each in reader.pages)
    # Metadata count: the whole file is searched too.
    inside = f"{read} {dict(reader.metadata or {})} {reader.xmp_metadata and reader.xmp_metadata.rdf_root.toxml()}"
    return {
        "json": stored(found).decode(),
        "html": html.unescape(bundle_html(found)),
        "pdf": re.sub(r"\s+", " ", inside) + pdf.decode("latin-1"),
    }


def test_all_three_say_what_is_told_and_nothing_that_is_withheld() -> None:
    _, shown, kept = for_the_father()
    assert len(shown) > 80 and len(kept) > 60
    for form, text in texts().items():
        tight = re.sub(r"\s", "", text)
        assert not [word for word in kept if word in tight], form
        assert not [word for word in shown if word not in tight], form
        assert HIDDEN not in text and "QuarryHill" not in tight, form


def test_everything_withheld_is_listed_in_all_three() -> None:
    found, _, _ = for_the_father()
    assert len(found["withheld"]) > 25
    for form, text in texts().items():
        assert not [each["item"] for each in found["withheld"] if each["item"] not in text], form


def test_the_same_bundle_gives_the_same_bytes() -> None:
    found, _, _ = for_the_father()
    again = json.loads(stored(found))
    assert bundle_pdf(again) == the_pdf() and bundle_html(again) == bundle_html(found)


def test_the_pdf_is_tagged_and_titled() -> None:
    reader = pypdf.PdfReader(io.BytesIO(the_pdf()))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and root["/Lang"] == "en-GB"
    assert reader.metadata is not None and reader.metadata.title == "What we hold"


@pytest.mark.parametrize("sign", ["\U0001f600", "\u4e2d"])
def test_a_sign_that_no_font_has_is_spelt_out(sign: str) -> None:
    rows = [("holds", row | {"words": f"It was {sign}."}) for name, row, _ in rows_of_everything() if name == "holds"]
    _, found = told(reader_for(a_family(), "child", "child"), rows)
    read = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(bundle_pdf(found))).pages)
    assert f"U+{ord(sign):04X}" in read and sign in bundle_html(found)


def test_nothing_typed_becomes_markup() -> None:
    nasty = '<script>alert(1)</script> #read("/etc/passwd") $x$'
    rows = [("holds", row | {"words": nasty}) for name, row, _ in rows_of_everything() if name == "holds"]
    _, found = told(reader_for(a_family(), "child", "child"), rows)
    assert "<script" not in bundle_html(found)
    read = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(bundle_pdf(found))).pages)
    assert "alert(1)" in read and "$x$" in read


def test_what_we_write_reads_at_about_eleven() -> None:
    found, _, _ = for_the_father()
    ours = [
        *found["opening"],
        *(each["why"] for each in found["withheld"]),
        *(each["why"] for each in found["left_out"]),
    ]
    ours += [words for each in found["rights"] if each["title"] != "What we have" for words in each["words"]]
    blocks = tuple(Block("paragraph", (Line(re.sub(r"[“”]|voices-12", "", each)),)) for each in dict.fromkeys(ours))
    assert grade(blocks, whole=True) <= HARDEST
