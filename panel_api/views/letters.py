"""Letters about a case as pages show them: who is to have one, what has gone out, and the form that writes them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from engine.amounts import day_words
from engine.law.kinds import KINDS
from engine.law.notices import notice_for
from panel_api import words
from panel_api.letters import LetterFacts
from panel_api.letters.contents import NEEDS
from panel_api.letters.facts import LONGEST_VOICE
from panel_api.models import Case, Decision, Letter, Party
from panel_api.services.recipients import Recipients

STAGES: Final = {
    "drafted": "Drafted",
    "looked_at": "Looked at by a second person",
    "confirmed": "Confirmed, not sent",
    "sent": "Sent",
    "withdrawn": "Withdrawn",
}
READERS: Final = {"parent": "Parent", "young_person": "Young person", "school": "School or setting"}
WAYS: Final = {"post": "By post", "email": "By email", "by_hand": "By hand"}
_SETTINGS: Final = {"early_years": "nursery", "further_education": "college", "specialist_post_16": "college"}


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form. kind: how it is answered; `lines` is one thing a line."""

    name: str
    label: str
    hint: str
    kind: Literal["day", "line", "lines"]
    must: bool = True


_FIELDS: Final = {
    "outcome.from_day": (Field("from_day", "From which day", "", "day"),),
    "outcome.until_day": (Field("until_day", "Until which day", "", "day"),),
    "outcome.asks": (
        Field(
            "asks_family",
            "What the family is asked for",
            "One thing a line, to follow “We need this from you:”",
            "lines",
        ),
        Field("asks_school", "What the school is asked for", "One thing a line", "lines"),
        Field("asks_others", "What others are asked for", "One thing a line", "lines", must=False),
    ),
    "outcome.asks_by": (Field("asks_by", "By which day it is asked", "", "day"),),
    "outcome.passed_to": (Field("passed_to", "Who decides now", "A role, such as our Head of SEND", "line"),),
    "outcome.next_by": (Field("next_by", "By which day they hear from us", "", "day"),),
    "outcome.final_by": (Field("final_by", "By which day a plan is final", "", "day"),),
    "outcome.named": (Field("named", "The school the plan names", "", "line"),),
    "outcome.wanted": (Field("wanted", "The school that was asked for", "", "line"),),
    "outcome.order_says": (Field("order_says", "What the order says", "One thing a line, in plain words", "lines"),),
    "outcome.order_day": (Field("order_day", "The day of the order", "", "day"),),
    "deadlines.comment_by": (
        Field("comment_by", "By which day they can say what they think", "At least 15 days after it is sent", "day"),
    ),
    "review_on": (Field("review_on", "By which day it is reviewed", "", "day"),),
}
_OPTIONAL: Final = (
    Field("named", "The school the plan names", "Leave it empty if the plan names none", "line", must=False),
    Field("from_authority", "Which authority kept the plan before", "", "line", must=False),
    Field("reconsider_by", "By which day they can ask us to look again", "", "day", must=False),
    Field("review_on", "By which day it is reviewed", "", "day", must=False),
    Field("steps", "What else happens next", "One thing a line; leave it empty if nothing does", "lines", must=False),
)


def form_fields(case: Case, made: Decision, *, final: bool) -> list[Field]:
    """The questions that the letters about this decision need, in order; what the decision says itself is not asked."""
    notice = notice_for(case.legal_basis, made.kind, final=final)
    needed = [name for name in NEEDS.get(made.kind, ()) if not _said(made, name)]
    if "representations" in notice.required:
        needed += ["outcome.final_by", "deadlines.comment_by"]
    if "clock_runs" in notice.required and "outcome.next_by" not in needed:
        needed.append("outcome.next_by")
    found = [field for name in needed for field in _FIELDS.get(name, ())]
    asked = {field.name for field in found}
    return [
        *found,
        *(field for field in _OPTIONAL if field.name not in asked and _fits(field, case, made, notice.required)),
    ]


def _said(made: Decision, name: str) -> bool:
    if name in ("outcome.named", "outcome.wanted"):
        return made.school is not None
    return name.startswith("outcome.") and getattr(made, name.removeprefix("outcome."), None) is not None


def _fits(field: Field, case: Case, made: Decision, rights: Sequence[str]) -> bool:
    if field.name == "named":
        return made.kind in ("refuse_to_name", "issue", "amend")
    if field.name == "from_authority":
        return case.legal_basis == "transfer_in" and made.kind == "maintain"
    if field.name == "reconsider_by":
        return "reconsideration" in rights
    return field.name == "steps" or (field.name == "review_on" and KINDS[made.kind].settles)


def first_typed(case: Case, made: Decision, today: dt.date, latest: LetterFacts | None) -> dict[str, Any]:
    """What the form holds before anyone types: what is known, or what the last letters about this decision said."""
    young = next(party for party in case.parties if party.role == "child")
    typed: dict[str, Any] = {
        "day": day_words(today),
        "child": (young.name or "").split(" ")[0],
        "setting": _SETTINGS.get(str(case.facts.get("setting")), "school"),
        "full_reasons": _reasons(made),
        "child_words": _words(case, None),
        "comment_by": day_words(today + dt.timedelta(days=15)),
    }
    typed |= {f"words_{party.id}": _words(case, party) for party in case.parties if party.role == "parent"}
    return typed if latest is None else typed | _as_before(latest)


def _reasons(made: Decision) -> str:
    """The reasons in full to begin with: the decider's words, and of a ground in law what it rests on."""
    rests = [f"The evidence for this: {made.evidence}"] if made.evidence else []
    rests += [f"What we considered to make it work: {made.steps}"] if made.steps else []
    return "\n\n".join([made.words, *rests])


def _words(case: Case, parent: Party | None) -> str:
    """The latest words that fit into a letter; where they do not fit, a person chooses from them."""
    said = [
        voice.words
        for voice in case.voices
        if (voice.who == "child" if parent is None else voice.who == "parent" and voice.party_id == parent.id)
    ]
    return said[-1] if said and len(said[-1]) <= LONGEST_VOICE else ""


def _as_before(facts: LetterFacts) -> dict[str, Any]:
    """The words of an earlier letter. Its day is not kept."""
    outcome, found = facts.outcome, {"child": facts.child or "", "setting": facts.setting}
    found |= {f"reason_{number}": text for number, text in enumerate(facts.reasons, 1)}
    found["full_reasons"] = "\n\n".join(facts.full_reasons)
    for name in ("asks_by", "order_day", "next_by", "final_by", "from_day", "until_day"):
        day = getattr(outcome, name)
        found[name] = day_words(day) if day else ""
    for of in ("family", "school", "others"):
        found[f"asks_{of}"] = "\n".join(ask.what for ask in outcome.asks if ask.of == of)
    for name in ("passed_to", "from_authority"):
        found[name] = getattr(outcome, name) or ""
    found |= {"order_says": "\n".join(outcome.order_says), "steps": "\n".join(outcome.steps)}
    found["review_on"] = day_words(facts.review_on) if facts.review_on else ""
    found["final"] = "yes" if outcome.final else ""
    return found


def letters_view(
    case: Case, decisions: Sequence[Decision], letters: Sequence[Letter], whom: Recipients | None
) -> dict[str, Any]:
    """The page of a case's letters. whom: who is to have one today; None for those who do not write letters."""
    parties = {party.id: party for party in case.parties}
    corrected = {each.corrects_id for each in decisions}
    return {
        "title": f"Letters about case {case.reference}",
        "case": case,
        "decisions": [each for each in decisions if each.id not in corrected],
        "letters": [
            {
                "letter": letter,
                "to": _who(letter, parties.get(letter.party_id or 0)),
                "about": words.said(words.DECISION_KINDS, _kind(letter)),
                "stage": STAGES[letter.stage],
            }
            for letter in letters
        ],
        "whom": whom,
        "readers": READERS,
    }


def _kind(letter: Letter) -> str:
    return str(letter.facts["kind"])


def _who(letter: Letter, party: Party | None) -> str:
    name = f" ({party.name})" if party is not None and party.name else ""
    return READERS[letter.reader] + name
