"""A school that was asked for: the right question, under the right law. Whoever decides answers it; nothing here does.

With an EHC plan a school of the kinds in the Children and Families Act 2014 s.38(3) must be named unless a ground of
s.39(4) is concluded (check: whether a pupil referral unit is of these kinds; an academy is). What is outside them falls
under the Education Act 1996 s.9 and needs its own offer. Without a plan nothing is named, and a special school
generally needs one (s.34). Being full is a ground under none of them.
"""

from dataclasses import dataclass
from typing import Final, Literal

from engine.law.bases import CFA, EDUCATION_ACT
from engine.law.institutions import INSTITUTIONS, Institution

Offer = Literal["not_asked", "asked", "offered", "refused"]
OFFERS: Final[tuple[Offer, ...]] = ("not_asked", "asked", "offered", "refused")
Asks = Literal["must_name", "wishes", "needs_plan", "no_naming", "service", "find_section_41", "find_plan"]

FULL_IS_NO_GROUND: Final = "Being full is not a ground."
S39: Final = f"{CFA} s.39(4)"
S33: Final = f"{CFA} s.33"
S34: Final = f"{CFA} s.34"
S9: Final = f"{EDUCATION_ACT} s.9"


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground that a named person may conclude, and the law it is of."""

    code: str
    words: str
    law: str


_ALL: Final = (
    Ground("unsuitable", "It is unsuitable for the age, ability, aptitude or special educational needs", S39),
    Ground("others_education", "A place there would be incompatible with the efficient education of others", S39),
    Ground("resources", "A place there would be incompatible with the efficient use of resources", S39),
    Ground("efficient_instruction", "It would not be compatible with efficient instruction and training", S9),
    Ground("public_expenditure", "It would be unreasonable public expenditure", S9),
    Ground("no_offer", "It was asked for a place and has not offered one", S9),
)
GROUNDS: Final = {each.code: each for each in _ALL}
"""Every ground for not naming a school that was asked for, by its code, in the order of forms."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person must answer of a school that was asked for.

    grounds: codes of those that may be concluded; () where none may, now or ever. find: the fact that must be found
    first; empty where none is missing. words: whole sentences, all that is asked.
    """

    code: Asks
    law: str
    words: str
    grounds: tuple[str, ...] = ()
    find: str = ""


_MAINSTREAM: Final = frozenset({"mainstream", "sen_unit", "resourced_provision", "further_education", "nursery_school"})
"""Of these CFA s.33 speaks: maintained nurseries, mainstream schools, mainstream post-16 (s.83(2); check)."""

_MUST_NAME: Final = (
    "With an EHC plan the council must name it, unless a named person concludes that it is unsuitable for the age, "
    "ability, aptitude or special educational needs, or that a place there would be incompatible with the efficient "
    "education of others or with the efficient use of resources."
)
_STILL_MAINSTREAM: Final = (
    "Even then a mainstream education is not refused, unless it is against the wishes of the parents or the young "
    "person, or incompatible with the efficient education of others and no reasonable steps would prevent that (s.33)."
)
_WISHES: Final = (
    "It is not of the kinds that the council must name. With an EHC plan the wishes of the parents count, as far as "
    "that is compatible with efficient instruction and training and with avoiding unreasonable public expenditure. "
    "It needs its own offer of a place."
)
_OFFER: Final[dict[Offer, str]] = {
    "not_asked": "It was not asked for one yet: ask it.",
    "asked": "It was asked for one and has not answered.",
    "offered": "It has offered one.",
    "refused": "It has said that it offers none.",
}
_NEEDS_PLAN: Final = (
    "Without an EHC plan the council names no school, and this kind generally needs a plan. The exceptions: the place "
    "is for an assessment, or the time just after one, and all who must agree do; circumstances changed, and the "
    "council, the school and the family agree; it is in a hospital; its own arrangements as an academy admit children "
    "without a plan; or the council does not pay (check)."
)
_NO_NAMING: Final = (
    "Without an EHC plan the council names no school: a place there is a matter of admissions, or of the school's own "
    "offer."
)
_SERVICE: Final = "It is a service and not a place: it is not named in a plan. What it gives can be specified there."
_PLAN: Final = "whether there is, or is to be, an EHC plan"
_SECTION_41: Final = "whether the Secretary of State approves it under s.41"


def question_for(kind: str, section_41: bool | None, has_plan: bool | None, offer: Offer = "not_asked") -> Question:
    """The question of one school or other place that was asked for.

    kind: its code in INSTITUTIONS. section_41: whether it is approved, asked only of the kinds that can be. has_plan:
    whether there is, or is to be, an EHC plan. None is not known, and both questions are said. offer: of a place, by
    those outside s.38(3). Raises KeyError for an unknown kind.
    """
    place = INSTITUTIONS[kind]
    if place.footing == "service":
        return Question("service", CFA, _SERVICE)
    if has_plan is None:
        both = (question_for(kind, section_41, each, offer) for each in (True, False))
        return _both("find_plan", _PLAN, "if there is", "if not", *both)
    if not has_plan:
        return _without_plan(place)
    if place.footing == "section_41" and section_41 is None:
        both = (question_for(kind, each, True, offer) for each in (True, False))
        return _both("find_section_41", _SECTION_41, "if it is approved", "if not", *both)
    if place.footing == "own_offer" or (place.footing == "section_41" and not section_41):
        return _wishes(offer)
    return _must_name(place)


def _must_name(place: Institution) -> Question:
    within = "A plan names the school that it is part of." if place.within else ""
    still = _STILL_MAINSTREAM if place.code in _MAINSTREAM else ""
    words = " ".join(each for each in (_MUST_NAME, still, within, FULL_IS_NO_GROUND) if each)
    return Question("must_name", f"{S39}; {S33}" if still else S39, words, _of(S39))


def _wishes(offer: Offer) -> Question:
    """That no place is offered can be concluded only once one was asked for and is not there."""
    may = tuple(each for each in _of(S9) if each != "no_offer" or offer in ("asked", "refused"))
    return Question("wishes", S9, f"{_WISHES} {_OFFER[offer]} {FULL_IS_NO_GROUND}", may)


def _without_plan(place: Institution) -> Question:
    if place.special:
        return Question("needs_plan", S34, f"{_NEEDS_PLAN} {FULL_IS_NO_GROUND}")
    return Question("no_naming", S34, f"{_NO_NAMING} {FULL_IS_NO_GROUND}")


def _both(code: Asks, find: str, first: str, second: str, one: Question, other: Question) -> Question:
    """Both questions, until the fact is found that tells which is asked. No ground may be concluded until then."""
    laws = dict.fromkeys(law for each in (one, other) for law in each.law.split("; "))
    plain = [each.words.removesuffix(FULL_IS_NO_GROUND).strip() for each in (one, other)]
    words = f"Find out {find}. {first.capitalize()}: {plain[0]} {second.capitalize()}: {plain[1]} {FULL_IS_NO_GROUND}"
    return Question(code, "; ".join(laws), words, find=find)


def _of(law: str) -> tuple[str, ...]:
    return tuple(each.code for each in _ALL if each.law == law)
