"""Two pages on a what-if for a schools forum: what would change, what it costs and whom, and how to check it.

Everybody may read them: small numbers, and what would give them away, are taken out (`forum_numbers`).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.amounts import count_words, day_words, listing, money_words
from engine.whatif.document import Document, Line
from panel_api.letters.pages import INVENTED_NOTE
from panel_api.letters.pdf import set_in_type
from panel_api.local_time import local
from panel_api.views.allocations import year_words
from panel_api.views.forum_numbers import kept_back, without_few
from panel_api.views.whatif_pictures import cut, waterfall
from panel_api.views.whatif_words import (
    FEW,
    answer,
    is_few,
    line_words,
    percent_said,
    protection_said,
    signed,
    unknown_said,
)

MOST_CHANGES: Final = 6
MOST_LINES: Final = 20
_LONGEST: Final = 150
_NAME: Final = 40
KEPT_BACK: Final = "too few to say"


@dataclass(frozen=True, slots=True)
class Paper:
    """What the two pages are made of. record: the number of the record that seals it."""

    reference: str
    document: Document
    authority: str
    invented: bool
    made_at: dt.datetime
    record: int


def forum_pdf(paper: Paper) -> bytes:
    """The PDF: tagged, A4, two pages."""
    return set_in_type("forum.typ", "forum", forum_data(paper), local(paper.made_at).date(), "pdf")[0]


def forum_data(paper: Paper) -> Mapping[str, Any]:
    """Every word and figure of the two pages."""
    document, day = paper.document, local(paper.made_at).date()
    few = is_few(document.moved.cases)
    titles = listing(cut(each.title, 70) for each in document.texts[:3])
    return {
        "title": f"What would change: {titles}" if titles else "What would change",
        "authority": paper.authority,
        "notice": INVENTED_NOTE if paper.invented else "",
        "reference": paper.reference,
        "day": day_words(day),
        "iso": [day.year, day.month, day.day],
        "answer": answer(document, public=True),
        "standing": f"It would hold from {day_words(document.as_of)}. It is worked out and not decided: a text is "
        "adopted by a senior officer who did not propose it, and this paper changes no award that is paid today.",
        "changes": _changes(document),
        "bars": [] if few else _bars(document),
        "protection": [
            each for each in (protection_said(document, public=True), *document.protection.rules[:4]) if each
        ],
        "years": [] if few else _years(document),
        "tables": [] if few else [
            _table("Partnership", document.by.get("partnership", ()), "partnership"),
            _table("Phase", document.by.get("phase", ()), "phase"),
        ],
        "unknown": unknown_said(document.unknown, public=True),
        "small": f"Where fewer than {count_words(FEW)} awards rise or fall, and where that could be worked out from "
        f"other figures, “{KEPT_BACK}” stands.",
        "check": [
            f"This was sealed on {day_words(day)} in record {paper.record} of the council’s chain, as "
            f"{paper.reference}. Any auditor can check that record without this software.",
            "A text is named by its SHA-256. To check one, take its rulebook.yaml and vocabulary.yaml: "
            "cat rulebook.yaml vocabulary.yaml | sha256sum",
        ],
        "texts": [{"title": cut(each.title, 60), "tried": each.sha256, "against": each.against_sha256}
                  for each in document.texts[:3]],
    }  # fmt: skip


def _changes(document: Document) -> list[dict[str, str]]:
    """The largest changes in words, in the order of the text, and how many more there are."""
    why = [each for each in document.why if each.words]
    large = sorted(range(len(why)), key=lambda index: (-abs(why[index].pounds), index))[:MOST_CHANGES]
    told = [
        {"title": cut(each.title, 60), "words": cut("; ".join(each.words[:2]), _LONGEST)}
        for index, each in enumerate(why)
        if index in large
    ]
    more = len(why) - len(told)
    return [*told, *([{"title": f"{more} more", "words": "smaller changes are in the full text."}] if more else [])]


def _bars(document: Document) -> list[dict[str, Any]]:
    drawn = waterfall(without_few(document))
    if drawn is None:
        return []
    note = f" (drawn from {drawn['base']})" if drawn["base"] else ""
    return [
        {
            "title": each["title"] + (note if each["way"] == "whole" else ""),
            "amount": each["amount"],
            "way": each["way"],
            "from": each["x"],
            "wide": each["wide"],
        }
        for each in drawn["bars"]
    ]


def _years(document: Document) -> list[list[str]]:
    found = []
    for year in sorted({each.year for each in document.years}):
        lines = [each for each in document.years if each.year == year]
        before, after = sum(each.before for each in lines), sum(each.after for each in lines)
        held = [each for each in document.protection.held.years if each.year == year]
        adds = KEPT_BACK if any(is_few(each.cases) for each in held) else money_words(sum(each.pounds for each in held))
        found.append([year_words(year), money_words(before), money_words(after), signed(after - before), adds])
    return found


def _table(head: str, lines: Sequence[Line], dimension: str) -> dict[str, Any]:
    """Lines in their order; where there are many, those that change most, and the others together."""
    hidden = kept_back(lines)
    kept = sorted(lines, key=lambda each: (-abs(each.difference), each.name))[:MOST_LINES]
    names = {each.name for each in (lines if len(lines) <= MOST_LINES else kept)}
    rows = []
    for each in lines:
        if each.name in names:
            name = cut(line_words(dimension, each.name), _NAME)
            rows.append([name, *([KEPT_BACK] * 4 if each.name in hidden else _told(each))])
    others = len(lines) - len(rows)
    if others:
        rows.append([f"{others} others, which change less", "–", "–", "–", "–"])
    return {"head": head, "rows": rows}


def _told(each: Line) -> list[str]:
    return [f"{each.rising.cases:,}", f"{each.falling.cases:,}", signed(each.difference), percent_said(each.percent)]
