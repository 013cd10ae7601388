"""What invented panels decide: kinds that fit each legal basis, in the proportions of a real panel. Reasons invented.

The shares of requests without a plan follow docs/county.md. How often a county refuses to assess, and what becomes of
plans at review, is our own invention: no figure was at hand.
"""

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any, Final

from panel_api.seed.county import chance
from panel_api.services.matter import Matter

Amount = Callable[[int], str | None]
"""The amount of a band where this child is, as pounds; None where the tariff gives none."""

_DEFER: Final = {"defer_for_information": 12}
_KINDS: Final[dict[str, dict[str, int]]] = {
    "non_statutory": {
        "agree": 57, "agree_for_a_time": 3, "agree_later": 2, "agree_another_band": 14, "not_agreed": 8,
        "exceptional_award": 2, "withdrawn": 2, **_DEFER,
    },
    "assessment_request": {"assess": 64, "refuse_to_assess": 22, "withdrawn": 2, **_DEFER},
    "annual_review": {"secure_section_f": 42, "maintain": 26, "amend": 16, "cease": 2, "refer": 2, **_DEFER},
    "phase_transfer": {"name_school": 52, "amend": 22, "secure_section_f": 10, "refuse_to_name": 2, **_DEFER},
    "transfer_in": {"maintain": 46, "amend": 30, "secure_section_f": 12, **_DEFER},
    "tribunal_order": {"carried_out": 100},
}  # fmt: skip
_JUDGED: Final = {"refer": 52, "defer_for_information": 36, "exceptional_award": 12}
"""Without a plan, where a person must judge: there is nothing to agree as recommended."""

_REASONS: Final[dict[str, tuple[str, ...]]] = {
    "agree": ("as_recommended",),
    "agree_for_a_time": ("need_changing",),
    "agree_later": ("begins_with_the_place",),
    "agree_another_band": ("need_greater",),
    "exceptional_award": ("priced_individually",),
    "defer_for_information": ("evidence_awaited", "views_awaited"),
    "not_agreed": ("evidence_does_not_show", "met_from_own_resources"),
    "refer": ("priced_individually",),
    "withdrawn": ("asker_withdrew",),
    "assess": ("plan_may_be_needed",),
    "refuse_to_assess": ("plan_not_needed", "no_needs_shown"),
    "secure_section_f": ("band_secures",),
    "maintain": ("still_right",),
    "amend": ("needs_changed", "provision_changed"),
    "cease": ("not_necessary",),
    "name_school": ("asked_for",),
    "refuse_to_name": ("unsuitable",),
    "carried_out": ("order_section_f", "order_institution_only"),
}
_WORDS: Final = {
    "as_recommended": "The panel agrees with the band and with the reasons given for it.",
    "need_changing": "Things are changing fast. The panel agrees the band for a year and looks again before it ends.",
    "begins_with_the_place": "The place begins after the next holiday, and the support with it.",
    "need_greater": "The panel heard how much harder afternoons are. It places the need one band higher.",
    "need_less": "Since the report was written things have settled. The panel places the need one band lower.",
    "evidence_awaited": "The specialist teacher's report is due this month. The panel will look again then.",
    "views_awaited": "The child has not been asked yet. The panel would like to hear them first.",
    "evidence_does_not_show": "The evidence does not yet show the need described. The school is told what would.",
    "met_from_own_resources": "The costed plan lies within the school's own contribution. The school is helped.",
    "priced_individually": "The need lies beyond the bands. The support is priced with the family, line by line.",
    "asker_withdrew": "The school has found the support another way and withdraws the request.",
    "plan_may_be_needed": "Much has been tried and reviewed. What is needed now may take a plan.",
    "plan_not_needed": "There are needs, and what the school can do without a plan is only beginning to be tried.",
    "no_needs_shown": "What was sent does not show that there may be special educational needs.",
    "band_secures": "The panel went through Section F line by line. This award secures all of it.",
    "more_than_the_band": "Section F takes more than the band gives. The award is raised to what it costs.",
    "still_right": "The review found that the plan still says what is needed.",
    "needs_changed": "The review found needs that the plan does not speak of yet.",
    "provision_changed": "The review found that other support helps more than what the plan says.",
    "not_necessary": "The outcomes are reached, and the young person has said that the plan is not wanted any more.",
    "asked_for": "The family asked for it, it can meet the needs, and no ground stands against it.",
    "unsuitable": "Its buildings cannot be made safe for the way this child moves. Two visits came to the same view.",
    "order_section_f": "The wording of Section F is put into the plan as ordered, and the support begins.",
    "order_institution_only": "The school that the order names is put into the plan, and the place begins.",
}
_GROUND: Final = {
    "evidence": "The occupational therapist's report on the building, and the notes of both visits (invented).",
    "steps": "Moving classes to the ground floor and a ramp were looked at: the hall and toilets stay out of reach.",
    "unconsulted": "It teaches the child now, and its head took part in both visits.",
}
SAT: Final = ("chair", "educational_psychologist", "head_teacher", "senco", "health_officer")


def draw_decision(random: Random, matter: Matter, amount: Amount) -> dict[str, Any]:
    """One decision that this case's law allows, as it would be sent."""
    kinds = _KINDS[matter.case.legal_basis]
    if not matter.settled and matter.case.legal_basis == "non_statutory":
        kinds = _JUDGED
    elif not matter.settled:
        kinds = {kind: share for kind, share in kinds.items() if kind != "secure_section_f"}
    kind = random.choices(list(kinds), list(kinds.values()))[0]
    decided: dict[str, Any] = {"kind": kind, "reason": random.choice(_REASONS[kind])}
    decided |= _terms(random, matter, kind, amount)
    return {**decided, "words": _WORDS[decided["reason"]]}


def _terms(random: Random, matter: Matter, kind: str, amount: Amount) -> dict[str, Any]:
    """What goes with the kind; another kind or reason where the tariff leaves no other band."""
    today = matter.today
    if kind == "agree_another_band":
        return _another(random, matter, amount)
    if kind == "exceptional_award":
        return {"amount": f"{random.randrange(14_000, 38_000, 120)}.00"}
    if kind == "secure_section_f":
        return _secured(random, matter, amount)
    if kind in ("not_agreed", "refuse_to_assess", "refuse_to_name", "cease"):
        school = {"school": _school(matter), **_GROUND} if kind == "refuse_to_name" else {}
        return {"attested": True, **school}
    days: dict[str, dict[str, Any]] = {
        "agree_for_a_time": {"from": _text(today), "until": _text(today + dt.timedelta(days=364))},
        "agree_later": {"from": _text(today + dt.timedelta(days=random.randrange(14, 90)))},
        "name_school": _named(matter),
        "carried_out": {"appeal_text": False},
    }
    return days.get(kind, {})


def _another(random: Random, matter: Matter, amount: Amount) -> dict[str, Any]:
    """One band up or down; where the tariff has none, a person prices it."""
    band = int(matter.advice.band or 0)
    up = band < 5 and (band <= 1 or chance(random, 70))
    other = band + 1 if up else band - 1
    pounds = amount(other)
    if pounds is None or other == band:
        return {"kind": "refer", "reason": "priced_individually"}
    return {"band": other, "amount": pounds, "reason": "need_greater" if up else "need_less"} | _if_less(matter, pounds)


def _secured(random: Random, matter: Matter, amount: Amount) -> dict[str, Any]:
    """As advised, or one band higher: an award that secures Section F is raised and never lowered for it."""
    band, advised = int(matter.advice.band or 0), matter.advice.amount_pence or 0
    higher = amount(band + 1) if band < 5 and chance(random, 25) else None
    if higher is not None:
        return {"band": band + 1, "amount": higher, "reason": "more_than_the_band"}
    return {"band": band, "amount": f"{advised // 100}.{advised % 100:02d}"}


def _if_less(matter: Matter, pounds: str) -> dict[str, Any]:
    """Less than is paid now: whoever decides has read the case."""
    return {"attested": True} if matter.present_pence is None or int(pounds[:-3]) * 100 < matter.present_pence else {}


def _named(matter: Matter) -> dict[str, str]:
    """The school in words, and its code in the directory."""
    code = next((party.reference for party in matter.case.parties if party.role == "school" and party.reference), None)
    return {"school": _school(matter)} | ({} if code is None else {"school_code": code})


def _school(matter: Matter) -> str:
    return next((party.name for party in matter.case.parties if party.role == "school" and party.name), "The school")


def _text(day: dt.date) -> str:
    return day.isoformat()
