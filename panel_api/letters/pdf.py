"""A letter or a sheet as a PDF, set by typst: tagged, PDF/UA-1 declared, the same bytes every time.

Declared, not certified: typst holds the file to those of the standard's rules that a machine can check. Fonts are
those within typst, so the bytes do not depend on the machine, and nothing is fetched.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, Literal

import typst

from engine.amounts import day_words
from engine.problems import Problem, Refused
from panel_api.content import templates_dir
from panel_api.letters.pages import Page

STANDARD: Final = "ua-1"


def as_pdf(page: Page) -> bytes:
    """The PDF's bytes. Raises `engine.problems.Refused` where a sign in it is in none of the fonts."""
    return set_in_type("letter.typ", "letter", _data(page), page.day, "pdf")[0]


def as_images(page: Page, ppi: int = 100) -> list[bytes]:
    """Each page as a PNG, to be looked at."""
    return set_in_type("letter.typ", "letter", _data(page), page.day, "png", ppi)


def set_in_type(
    template: str, name: str, data: Mapping[str, Any], day: dt.date, form: Literal["pdf", "png"], ppi: int = 100
) -> list[bytes]:
    """A PDF, or each page as a PNG. name: by what the template knows its data. day: whose noon the file bears.

    Raises `engine.problems.Refused` where a sign in it is in none of the fonts.
    """
    # The words go over as data, never as part of a program: whatever was typed stays text.
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    try:
        made = typst.compile(
            str(templates_dir() / template),
            root=str(templates_dir()),
            ignore_system_fonts=True,
            format=form,
            ppi=ppi,
            sys_inputs={name: json.dumps(data, ensure_ascii=False)},
            pdf_standards=[STANDARD] if form == "pdf" else [],
            timestamp=noon,
        )
    except typst.TypstError as error:
        if "could not be displayed" not in str(error.message):
            raise
        sign = str(error.message).partition('"')[2].partition('"')[0]
        wrong = f'the sign "{sign}" is in none of the fonts a letter is printed in'
        raise Refused([Problem("letter", wrong, "letters, digits and common signs", "Say it in words")]) from None
    # Its types promise one run of bytes; several pages of images come as a list.
    several: object = made
    return several if isinstance(several, list) else [made]


def _data(page: Page) -> dict[str, Any]:
    return {
        "title": page.title,
        "authority": page.head.authority,
        "from": page.sender,
        "notice": page.notice,
        "reference": page.reference,
        "day": day_words(page.day),
        "iso": [page.day.year, page.day.month, page.day.day],
        "to": page.to,
        "dear": page.dear and f"Dear {page.dear}",
        "blocks": [asdict(block) for block in page.blocks],
        "reasons": [asdict(block) for block in page.reasons],
        "spaced": page.spaced,
    }
