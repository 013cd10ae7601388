"""From facts to a letter: what it must hold is checked, its template filled in, its words read into blocks."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.amounts import day_words, money_words
from engine.law.bases import BASES
from panel_api.content import templates_dir
from panel_api.letters.contents import check, check_shielding, rights_of
from panel_api.letters.facts import LetterFacts
from panel_api.letters.markup import blocks, one_sentence_a_line, typed
from panel_api.letters.pages import Page
from panel_api.letters.spoken import Spoken, spoken


def compose(facts: LetterFacts) -> Page:
    """The letter that these facts make.

    Raises `engine.problems.Refused` with everything that is missing, does not fit, or may not be said to this reader.
    """
    check(facts)
    who = spoken(facts)
    told = blocks(filled(f"letter_{facts.kind}.txt", _context(facts, who)))
    reasons = blocks(filled("_letter_reasons.txt", {"paragraphs": facts.full_reasons})) if facts.full_reasons else ()
    if facts.easy_read:
        told, reasons = one_sentence_a_line(told), one_sentence_a_line(reasons)
    letter = Page(
        head=facts.letterhead,
        to=facts.to,
        dear=facts.dear or _dear(facts),
        reference=facts.reference,
        day=facts.day,
        blocks=told,
        reasons=reasons,
        spaced=facts.easy_read,
    )
    check_shielding(facts, letter.words)
    return letter


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of letters: strict about missing names, and every value made harmless as markup."""
    env = Environment(
        loader=FileSystemLoader(templates_dir()),
        autoescape=False,  # the result is no HTML: it is read into blocks, and a page escapes those
        finalize=typed,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"day": day_words, "pounds": money_words, "pounds_and_pence": _in_full}
    return env


def filled(template: str, context: dict[str, Any]) -> str:
    """A template's text in markup."""
    return environment().get_template(template).render(context)


def _context(facts: LetterFacts, who: Spoken) -> dict[str, Any]:
    return {
        "facts": facts,
        "outcome": facts.outcome,
        "deadlines": facts.deadlines,
        "head": facts.letterhead,
        "rights": rights_of(facts),
        "child": who.child,
        "childs": who.childs,
        "Child": who.capital,
        "Childs": who.capitals,
        "verb": who.verb,
        "school_reads": facts.reader == "school",
        "young": facts.reader == "young_person",
        "statutory": BASES[facts.basis].statutory,
        "setting": facts.setting,
        "about": _about(facts, who),
        "place": facts.outcome.school or f"{who.childs} {facts.setting}",
        "at_place": f"at {facts.outcome.school or facts.setting}",
        "holder": _holder(facts, who),
    }


def _about(facts: LetterFacts, who: Spoken) -> str:
    """What was asked for, in a few words."""
    return {
        "non_statutory": f"extra money to help {who.child}",
        "assessment_request": f"an EHC needs assessment for {who.child}",
        "annual_review": f"{who.childs} EHC plan after its review",
        "phase_transfer": f"{who.childs} next school and EHC plan",
        "transfer_in": f"{who.childs} EHC plan, which has come to us",
        "tribunal_order": f"the Tribunal's order about {who.child}",
    }[facts.basis]


def _holder(facts: LetterFacts, who: Spoken) -> str:
    """Who holds the rights, as this reader hears of them."""
    if facts.holds_rights:
        return "you"
    return {"parent": who.child, "young_person": "your parents", "school": "the family"}[facts.reader]


def _dear(facts: LetterFacts) -> str:
    if facts.reader == "parent":
        return f"Parent of {facts.child}" if facts.child else "Parent"
    return facts.child or "Student" if facts.reader == "young_person" else "Headteacher"


def _in_full(pence: int) -> str:
    """£6,378.00, for a sheet."""
    return money_words(pence, table=True)
