"""What a family is told with a decision: the rights that go with its kind, and what its letter must never say.

A statutory refusal carries reasons, the right of appeal and its time limit, mediation, disagreement
resolution and the advice service. A letter without a plan carries none of the tribunal, an award letter
never calls a band part of the plan or open to appeal, and on an order an officer chooses.
"""

from dataclasses import dataclass
from typing import Final

from engine.law.appeals import RULES
from engine.law.bases import BASES, CFA, OPEN_KINDS, REGULATIONS, law_of


@dataclass(frozen=True, slots=True)
class Right:
    """Something a letter tells. words: a sentence to the family; law: where it comes from."""

    code: str
    words: str
    law: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What goes with a decision, as codes of `RIGHTS`, each in the order a letter tells them.

    required: the letter carries all of them. by_choice: an officer may put them in. never: none may stand in it.
    """

    required: tuple[str, ...]
    by_choice: tuple[str, ...]
    never: tuple[str, ...]


_RIGHTS: Final = (
    Right("reasons", "We tell you the reasons for this decision.", f"{REGULATIONS}; fair practice"),
    Right("clock_runs", "The dates that the law sets stay as they are.", f"{CFA}; {REGULATIONS}"),
    Right(
        "representations",
        "You have at least 15 days to tell us what you think of the draft plan, to ask for a school or college, "
        "and to ask for a meeting.",
        f"{REGULATIONS} regs. 13(1) and 22(2)",
    ),
    Right("appeal_later", "You can appeal once you have the final plan, if you disagree with it.", f"{CFA} s.51"),
    Right("appeal", "You have the right to appeal to the SEND Tribunal against this decision.", f"{CFA} s.51"),
    Right(
        "appeal_time",
        "You have two months from the date of this letter to appeal, or one month from the date of a mediation "
        "certificate if that is later.",
        RULES,
    ),
    Right(
        "mediation",
        "You can ask for mediation. You need a certificate from a mediation adviser before you appeal.",
        f"{CFA} ss.52-56; {REGULATIONS} regs. 32-39",
    ),
    Right(
        "school_alone",
        "You need no certificate if you appeal only about the school or college that the plan names.",
        f"{CFA} s.55(2)",
    ),
    Right(
        "plan_stays",
        "We keep the plan until your time to appeal is over or your appeal is decided.",
        f"{CFA} s.45(4)",
    ),
    Right(
        "reconsideration",
        "You can ask us to look at this decision again, and tell us anything that we did not know.",
        "The authority's published top-up policy",
    ),
    Right(
        "disagreement_resolution",
        "You can ask for help to settle a disagreement with us or with the school. It is free.",
        f"{CFA} s.57",
    ),
    Right(
        "advice_service",
        "You can get free advice from the SEND information, advice and support service (SENDIASS).",
        f"{CFA} s.32",
    ),
    Right(
        "ask_for_assessment",
        "Anyone who thinks that a child may need an EHC plan can ask us for an assessment at any time. "
        "A parent, a young person and a school each have the right to do so.",
        f"{CFA} s.36(1)",
    ),
)

RIGHTS: Final = {right.code: right for right in _RIGHTS}
"""Everything a letter can tell, by its code, in the order in which letters tell it."""

TRIBUNAL: Final = ("appeal_later", "appeal", "appeal_time", "mediation", "school_alone", "plan_stays")
"""What speaks of the tribunal or of the way to it."""

_ALWAYS: Final = ("reasons", "disagreement_resolution", "advice_service")
_APPEAL: Final = (*_ALWAYS, "appeal", "appeal_time", "mediation")
_PLAN_TO_COME: Final = (*_ALWAYS, "representations", "appeal_later")
_NO_PLAN: Final = ("reasons", "advice_service", "ask_for_assessment")

_REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "assess": _ALWAYS,
    "refuse_to_assess": _APPEAL,
    "issue": _PLAN_TO_COME,
    "refuse_to_issue": _APPEAL,
    "name_school": (*_APPEAL, "school_alone"),
    "refuse_to_name": (*_APPEAL, "school_alone"),
    "secure_section_f": _ALWAYS,
    "amend": _PLAN_TO_COME,
    "maintain": _APPEAL,
    "cease": (*_APPEAL, "plan_stays"),
    "defer_for_information": (*_ALWAYS, "clock_runs"),
    "refer": (*_ALWAYS, "clock_runs"),
    "withdrawn": _ALWAYS,
}
"""For the bases that law sets, by kind. What is appealed against is listed in CFA s.51(2)."""


def notice_for(basis: str, kind: str, *, final: bool = False) -> Notice:
    """What a letter about this decision must carry, may carry and never carries.

    final: the letter comes with the plan as issued or as changed, not with a draft, so that what was "later" is
    now (CFA s.51(2)(c)). Under `transfer_in` keeping the plan as it is carries no appeal: no review has been
    decided yet (check). Raises KeyError where the basis has no such kind.
    """
    law_of(basis, kind)
    required: tuple[str, ...]
    if not BASES[basis].statutory:
        required = _NO_PLAN if kind in OPEN_KINDS else (*_NO_PLAN, "reconsideration")
        return Notice(_ordered(required), (), _ordered((*TRIBUNAL, "clock_runs", "representations")))
    if kind == "carried_out":
        return _ON_AN_ORDER
    required = _ALWAYS if (basis, kind) == ("transfer_in", "maintain") else _REQUIRED[kind]
    if final and required is _PLAN_TO_COME:
        required = (*_APPEAL, "school_alone")
    never = tuple(code for code in (*TRIBUNAL, "ask_for_assessment") if code not in required)
    return Notice(_ordered(required), (), _ordered(never))


def _ordered(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in RIGHTS if code in codes)


_ON_AN_ORDER: Final = Notice(
    required=_ordered(("reasons", "advice_service")),
    by_choice=_ordered(("appeal", "appeal_time", "mediation", "school_alone", "disagreement_resolution")),
    never=_ordered(
        ("clock_runs", "representations", "appeal_later", "plan_stays", "reconsideration", "ask_for_assessment")
    ),
)
"""An officer reads the order and chooses what it leaves open."""
