"""What a letter must hold and may never hold: beside the rights of its kind (`engine.law.notices`), what it has to say.

The amount or band of an award is the council's own measure: it is no part of a plan and carries no appeal.
"""

import re
from typing import Final

from engine.law.bases import BASES, law_of, money_may_be_a_reason
from engine.law.notices import RIGHTS, notice_for
from engine.problems import Complaints
from panel_api.letters.facts import LONGEST_REASON, LONGEST_VOICE, MOST_REASONS, READERS, LetterFacts
from panel_api.letters.shielding import leaks

NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "agree": ("outcome.amount_pence", "outcome.from_day", "review_on"),
    "agree_another_band": ("outcome.amount_pence", "outcome.from_day", "review_on"),
    "agree_for_a_time": ("outcome.amount_pence", "outcome.from_day", "outcome.until_day", "review_on"),
    "agree_later": ("outcome.amount_pence", "outcome.from_day", "review_on"),
    "exceptional_award": ("outcome.amount_pence", "outcome.from_day", "review_on"),
    "defer_for_information": ("outcome.asks", "outcome.asks_by"),
    "refer": ("outcome.passed_to", "outcome.next_by"),
    "assess": ("outcome.next_by", "outcome.final_by"),
    "name_school": ("outcome.named", "outcome.from_day"),
    "refuse_to_name": ("outcome.wanted",),
    "secure_section_f": ("outcome.amount_pence", "outcome.from_day"),
    "maintain": ("review_on",),
    "carried_out": ("outcome.order_says", "outcome.order_day"),
}
REASONS_IN_ONE_LINE: Final = ("withdrawn",)
"""Nothing was weighed in these, so there is no second page of reasons."""

MONEY: Final = re.compile(
    r"\b(budgets?|afford\w*|too (?:expensive|dear|costly)|save money|savings?|no money"
    r"|(?:lack|shortage) of (?:money|funds?|funding))\b",
    re.IGNORECASE,
)
MONEY_MAY_COUNT: Final = ("name_school", "refuse_to_name")
"""The efficient use of resources is a lawful ground only between schools (Children and Families Act 2014 s.39(4))."""


def rights_of(facts: LetterFacts) -> tuple[str, ...]:
    """What this letter tells, as codes of `engine.law.notices.RIGHTS`. KeyError where the basis has no such kind."""
    notice = notice_for(facts.basis, facts.kind, final=facts.outcome.final)
    chosen = notice.by_choice if facts.appeal_on_order else ()
    return tuple(code for code in RIGHTS if code in (*notice.required, *chosen))


def check(facts: LetterFacts) -> None:
    """Raise `engine.problems.Refused` with everything that is missing from a letter or may not stand in it."""
    complaints = Complaints()
    if not _decided_there(facts):
        wrong = f"{facts.kind} is not decided on {facts.basis}"
        complaints.add("kind", wrong, "a kind of decision that this legal basis has", "Correct it")
        complaints.raise_if_any()
    if facts.reader not in READERS:
        complaints.add("reader", f"{facts.reader} is no reader", "one of " + ", ".join(READERS), "Correct it")
    _check_complete(facts, complaints)
    _check_words(facts, complaints)
    complaints.raise_if_any()


def needed(facts: LetterFacts) -> tuple[str, ...]:
    """The facts that this letter cannot go without, as dotted names."""
    rights = rights_of(facts)
    found = list(NEEDS.get(facts.kind, ()))
    if "appeal" in rights and facts.holds_rights:
        found += ["deadlines.appeal_by", "deadlines.mediation_by"]
    if BASES[facts.basis].voted:
        found.append("reasons")
        found += [] if facts.kind in REASONS_IN_ONE_LINE else ["full_reasons"]
    if "representations" in rights:
        found += ["deadlines.comment_by", "outcome.final_by"]
    if "clock_runs" in rights:
        found.append("outcome.next_by")
    return tuple(found)


def _decided_there(facts: LetterFacts) -> bool:
    try:
        law_of(facts.basis, facts.kind)
    except KeyError:
        return False
    return True


def _check_complete(facts: LetterFacts, complaints: Complaints) -> None:
    for name in needed(facts):
        value: object = facts
        for part in name.split("."):
            value = getattr(value, part)
        if value in (None, (), ""):
            what = name.rpartition(".")[2].replace("_", " ")
            complaints.add(name, f"a letter of this kind says {what}, and none is given", f"the {what}", "Add it")
    if facts.reader == "school" and facts.holds_rights:
        complaints.add("holds_rights", "a school holds no rights of the family's", "no rights", "Correct it")


def _check_words(facts: LetterFacts, complaints: Complaints) -> None:
    if len(facts.reasons) > MOST_REASONS:
        wrong = f"{len(facts.reasons)} reasons are more than fit on the first page"
        complaints.add("reasons", wrong, f"at most {MOST_REASONS}", "Put the rest among the reasons in full")
    if len(facts.voices) > 2:
        complaints.add("voices", "more than two voices do not fit on the page", "at most two", "Leave one out")
    for name, texts, longest in (
        ("reasons", facts.reasons, LONGEST_REASON),
        ("voices", tuple(voice.words for voice in facts.voices), LONGEST_VOICE),
    ):
        for number, text in enumerate(texts):
            if len(text) > longest:
                where, wrong = f"{name}[{number}]", f"{len(text)} characters do not fit on the page"
                complaints.add(where, wrong, f"at most {longest}", "Shorten it; the second page has room")
    if not money_may_be_a_reason(facts.basis, facts.has_plan) and facts.kind not in MONEY_MAY_COUNT:
        for number, reason in enumerate((*facts.reasons, *facts.full_reasons)):
            if found := MONEY.search(reason):
                wrong = f'"{found.group()}" gives money as a reason, where law requires the support'
                complaints.add(f"reasons[{number}]", wrong, "a reason of need or of law", "Say it another way")


def check_shielding(facts: LetterFacts, text: str) -> None:
    """Raise `engine.problems.Refused` where a shielded reader would learn what is kept from them."""
    complaints = Complaints()
    if facts.shielded and not facts.never_say:
        wrong = "whereabouts are kept from this reader, and no words are given that would tell them"
        complaints.add("never_say", wrong, "the address, the school and the places", "Add them")
    for word in leaks(text, facts.never_say):
        wrong = "these words tell this reader what is kept from them: " + word
        complaints.add("letter", wrong, "a letter without them", "Take them out, or say it another way")
    complaints.raise_if_any()
