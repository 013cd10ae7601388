"""The published rulebook as a booklet: what it asks, how points become a band, what each band is worth.

Everything on it is read from the checked tree, so it cannot say anything but what is applied.
"""

import datetime as dt
from typing import Any, Final

from engine.awards.saying import counting_words
from engine.explaining.english import English
from engine.explaining.rules_said import THEN, answer_asked, rule_words, step_words
from engine.facts import KINDS
from engine.proof.fitting import hard_rules
from engine.proof.need_led import barred
from engine.rulebook import InForce, Rulebook
from panel_api.views.amounts import single_amounts, tables
from panel_api.words import KINDS_OF_FACT

HARD: Final = "What the answer rests on"
SOFTER: Final = "What is said beside it, and never changes it"
MATCHED: Final = "a diagnosis or the type of need recorded, but where it is matched with what a place is for"
CAN_TRY: Final = ("top_up", "placement", "fit")
"""What a rulebook may decide for one child, so that anyone may try it."""


def booklet(book: Rulebook, day: dt.date) -> dict[str, Any]:
    """The whole booklet as it stands on `day` (the first day in force where `day` lies outside)."""
    if not book.in_force.holds(day):
        day = book.in_force.start if day < book.in_force.start else book.in_force.end or day
    in_force = book.on(day)
    english = English(in_force)
    return {
        "title": book.title,
        "name": book.name,
        "about": book.about,
        "notice": book.notice,
        "day": day,
        "since": book.in_force.start,
        "until": book.in_force.end,
        "turning_days": book.turning_days,
        "heading": _heading(book),
        "can_try": book.decides in CAN_TRY,
        "shares": book.decides == "allocation",
        "areas": areas(book),
        "asked": _asked(book),
        "steps": [step_words(english, step) for step in book.derives.values()],
        "outcomes": [step_words(english, step) for step in book.outcomes.values()],
        "singles": single_amounts(book, english),
        "tables": tables(book, english),
        "award": counting_words(book.counting(day)) if book.decides in ("top_up", "placement") else (),
        "award_source": next((book.sources[e.source].title for e in book.award if e.period.holds(day)), ""),
        "fit": book.decides == "fit",
        "order": [step_words(english, step) for step in book.order.values()],
        "rules": _rules(in_force, english),
        "never": _never(book),
        "allow": [{"fact": book.facts[a.fact].asks, "why": a.why} for a in book.allow],
        "sources": list(book.sources.values()),
        "sha256": book.sha256,
    }


def _heading(book: Rulebook) -> str:
    """What the section about steps is called: bands for top-ups, otherwise the answer."""
    banded = book.decides == "top_up" and any(fact.is_level for fact in book.facts.values())
    return "How needs become a band" if banded else "How the answer is worked out"


def areas(book: Rulebook) -> list[dict[str, Any]]:
    """The needs by area, each with its strands and the words of their levels."""
    found: dict[str, list[dict[str, Any]]] = {}
    for fact in book.facts.values():
        if fact.is_level:
            strand = {"asks": fact.asks, "help": fact.help, "levels": list(fact.words.values())}
            found.setdefault(book.areas.get(fact.area or "", "Need"), []).append(strand)
    return [{"name": name, "strands": strands} for name, strands in found.items()]


def _asked(book: Rulebook) -> list[dict[str, str]]:
    facts = [fact for fact in book.facts.values() if not fact.is_level]
    return [
        {"asks": fact.asks, "kind_words": KINDS[fact.kind], "answer": answer_asked(fact), "help": fact.help or ""}
        for fact in facts
    ]


def _rules(in_force: InForce, english: English) -> list[dict[str, Any]]:
    """The rules by what they do; those of a fit by whether the verdict rests on them."""
    book = in_force.rulebook
    hard = hard_rules(book) if book.decides == "fit" else frozenset()
    groups: dict[str, list[dict[str, str]]] = {}
    for title in (HARD, SOFTER) if book.decides == "fit" else THEN.values():
        groups[title] = []
    for rule in in_force.rules:
        title = THEN[rule.then] if book.decides != "fit" else HARD if rule.id in hard else SOFTER
        groups[title].append(rule_words(rule, english, book))
    return [{"title": title, "rules": rules} for title, rules in groups.items() if rules]


def _never(book: Rulebook) -> list[str]:
    """What no band, no amount and no verdict of this rulebook may read; proved by `evenhand check`."""
    left_out = {"diagnosis": MATCHED} if book.decides == "fit" else {}
    return [left_out.get(kind, words) for kind, words in KINDS_OF_FACT.items() if kind in barred(book)["outcome"]]
