"""A case as its scorer sees it: what people said and what is on paper, under no name, and nothing of what was found.

Left out are the levels, the plan, the duty, the diagnosis, what the family wishes, identity and money: a scorer looks
at need and evidence alone.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from engine.agreement.bands import strands
from engine.rulebook import Rulebook
from panel_api import words
from panel_api.models import Party
from panel_api.store.moderation import ToScore
from panel_api.views.needs import answer_said
from panel_api.views.trying import Lists, fields

SHOWN_KINDS: Final = ("context", "evidence", "provision")
_STANDS_FOR: Final = {"child": "[the child]", "parent": "[a parent]", "school": "[the school]"}
_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "professor"})


def scoring_view(given: ToScore, book: Rulebook, typed: Lists, errors: Mapping[str, str]) -> dict[str, Any]:
    """What the page shows; `typed` are the scorer's own levels, as saved or as just sent."""
    levels = strands(book)
    groups = [
        (group, [field for field in group["fields"] if field["name"] in levels])
        for group in fields(book, typed, errors)
    ]
    return {
        "voices": _voices(given),
        "papers": _papers(book, given.first.facts),
        "groups": [group | {"fields": asked} for group, asked in groups if asked],
    }


def without_names(text: str, parties: Iterable[Party]) -> str:
    """The text with every name that the case knows replaced by who it is: Robin → [the child].

    A name the case does not know (a friend, a teacher) stays; the page asks for care with it.
    """
    found: dict[str, str] = {}
    for party in parties:
        stands_for = _STANDS_FOR.get(party.role, "[someone]")
        if party.name:
            found.setdefault(party.name, stands_for)
        for part in (party.name or "").split() if party.role in ("child", "parent") else ():
            if len(part) > 1 and part.lower().rstrip(".") not in _TITLES:
                found.setdefault(part, stands_for)
    for name in sorted(found, key=lambda each: (-len(each), each)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", found[name], text, flags=re.IGNORECASE)
    return text


def _voices(given: ToScore) -> list[dict[str, Any]]:
    order = tuple(words.VOICES)
    said = sorted(given.case.voices, key=lambda voice: (order.index(voice.who), voice.id))
    return [
        {"who": words.VOICES[each.who], "words": without_names(each.words, given.case.parties), "day": each.heard_on}
        for each in said
    ]


def _papers(book: Rulebook, facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Each question on paper with its answer in words."""
    return [
        (fact.asks, answer_said(fact, facts.get(name))) for name, fact in book.facts.items() if fact.kind in SHOWN_KINDS
    ]
