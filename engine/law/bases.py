"""The six legal bases: what each rests on, what may be decided under it, and at which step.

One declared table. A form offers what `kinds_for` gives and nothing else. A step's choices are each made
once; what would settle a choice again is offered only where the earlier decision no longer counts (a later
decision says so, and the caller leaves the earlier one out of `decided`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

CFA: Final = "Children and Families Act 2014"
REGULATIONS: Final = "SEND Regulations 2014"
EDUCATION_ACT: Final = "Education Act 1996"


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a basis. choices: each is made once; its kinds, with the law that each rests on."""

    code: str
    words: str
    choices: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a case stands on.

    law: its source. statutory: whether law sets its dates and carries a right of appeal. with_plan: whether
    it rests on an EHC plan that somebody maintains. voted: false for an order, which is carried out.
    """

    code: str
    words: str
    short: str
    law: str
    statutory: bool
    with_plan: bool
    voted: bool
    steps: tuple[Step, ...]


OPEN_KINDS: Final = ("defer_for_information", "refer", "withdrawn")
"""Offered at every step that people decide. None of the first two stops a clock that law has started."""

ENDING_KINDS: Final = frozenset({"refuse_to_assess", "refuse_to_issue", "cease", "withdrawn"})
"""After these nothing more is decided under the same case: what follows is an appeal or a new request."""

_POLICY: Final = "The authority's published top-up policy; no duty in law fixes this award"
_SECTION_F: Final = f"{CFA} s.42(2)"
_NAMED: Final = f"{CFA} ss.38(3), 39 and 40; {EDUCATION_ACT} s.9"
_NOT_NAMED: Final = f"{CFA} s.39(4); {EDUCATION_ACT} s.9 for a school outside s.38(3)"

_BASES: Final = (
    Basis(
        code="non_statutory",
        words="Top-up without an EHC plan",
        short="No plan",
        law=_POLICY,
        statutory=False,
        with_plan=False,
        voted=True,
        steps=(
            Step(
                "whether_to_agree",
                "Whether to agree top-up funding",
                (
                    {
                        "agree": _POLICY,
                        "agree_another_band": _POLICY,
                        "agree_for_a_time": _POLICY,
                        "agree_later": _POLICY,
                        "exceptional_award": f"{_POLICY}; no band is a cap (R (AD) v Hackney [2019] EWHC 943)",
                        "not_agreed": _POLICY,
                    },
                ),
            ),
        ),
    ),
    Basis(
        code="assessment_request",
        words="Request for an EHC needs assessment",
        short="Assessment asked for",
        law=f"{CFA} s.36; {REGULATIONS} regs. 3-14",
        statutory=True,
        with_plan=False,
        voted=True,
        steps=(
            Step(
                "whether_to_assess",
                "Whether to secure an EHC needs assessment",
                (
                    {
                        "assess": f"{CFA} s.36(3) and (8); {REGULATIONS} reg. 5",
                        "refuse_to_assess": f"{CFA} s.36(3), (5) and (8); {REGULATIONS} reg. 5",
                    },
                ),
            ),
            Step(
                "whether_to_issue",
                "Whether to issue an EHC plan",
                (
                    {
                        "issue": f"{CFA} s.37(1); {REGULATIONS} regs. 11-13",
                        "refuse_to_issue": f"{CFA} ss.36(9) and 37(1); {REGULATIONS} reg. 10",
                    },
                ),
            ),
            Step(
                "final_plan",
                "What the final plan names and what secures it",
                (
                    {"name_school": f"{_NAMED}; {REGULATIONS} regs. 13 and 14"},
                    {"refuse_to_name": f"{_NOT_NAMED}; {REGULATIONS} regs. 13 and 14"},
                    {"secure_section_f": _SECTION_F},
                ),
            ),
        ),
    ),
    Basis(
        code="annual_review",
        words="Annual review of an EHC plan",
        short="Annual review",
        law=f"{CFA} s.44; {REGULATIONS} regs. 18-22",
        statutory=True,
        with_plan=True,
        voted=True,
        steps=(
            Step(
                "after_the_meeting",
                "What becomes of the plan after the review, and what secures it",
                (
                    {
                        "maintain": f"{CFA} s.44; {REGULATIONS} reg. 20(10)",
                        "amend": f"{CFA} s.44; {REGULATIONS} regs. 20(10) and 22",
                        "cease": f"{CFA} s.45; {REGULATIONS} regs. 20(10) and 29-31",
                    },
                    {"secure_section_f": _SECTION_F},
                ),
            ),
        ),
    ),
    Basis(
        code="phase_transfer",
        words="Move to the next phase with an EHC plan",
        short="Next phase",
        law=f"{CFA} s.44; {REGULATIONS} reg. 18",
        statutory=True,
        with_plan=True,
        voted=True,
        steps=(
            Step(
                "next_phase",
                "What the plan says and names for the next phase, and what secures it",
                (
                    {"amend": f"{CFA} s.44; {REGULATIONS} regs. 18 and 22"},
                    {"name_school": f"{_NAMED}; {REGULATIONS} regs. 18 and 22"},
                    {"refuse_to_name": f"{_NOT_NAMED}; {REGULATIONS} regs. 18 and 22"},
                    {"secure_section_f": _SECTION_F},
                ),
            ),
        ),
    ),
    Basis(
        code="transfer_in",
        words="EHC plan from another authority",
        short="From another authority",
        law=f"{CFA} s.47; {REGULATIONS} reg. 15",
        statutory=True,
        with_plan=True,
        voted=True,
        steps=(
            Step(
                "after_the_transfer",
                "What becomes of the plan that came here, and what secures it",
                (
                    {
                        "maintain": f"{REGULATIONS} reg. 15(3)",
                        "amend": f"{CFA} s.44; {REGULATIONS} regs. 15(5) and 22",
                    },
                    {"secure_section_f": _SECTION_F},
                ),
            ),
        ),
    ),
    Basis(
        code="tribunal_order",
        words="Order of the tribunal",
        short="Tribunal order",
        law=f"{CFA} s.51; {REGULATIONS} reg. 44",
        statutory=True,
        with_plan=False,
        voted=False,
        steps=(
            Step(
                "carrying_out",
                "How the order is carried out",
                ({"carried_out": f"The tribunal's order; {CFA} s.51; {REGULATIONS} reg. 44"},),
            ),
        ),
    ),
)

BASES: Final = {basis.code: basis for basis in _BASES}
"""Every legal basis by its code, in the order in which forms and tables list them."""


def step_of(basis: str, decided: Sequence[str] = ()) -> Step | None:
    """The step a case stands at; None where nothing more is to be decided.

    decided: the kinds decided in the case so far that still count, in any order. Raises KeyError for an
    unknown basis.
    """
    if ENDING_KINDS & set(decided):
        return None
    for step in BASES[basis].steps:
        if any(not set(choice) & set(decided) for choice in step.choices):
            return step
    return None


def kinds_for(basis: str, decided: Sequence[str] = (), step: str | None = None) -> tuple[str, ...]:
    """The kinds of decision that law allows in a case now, in the order of forms; () where none is.

    decided: as for `step_of`. step: ask for a later step than `decided` shows, where earlier ones were
    decided elsewhere. Raises KeyError for an unknown basis or step.
    """
    standing = step_of(basis, decided)
    if step is not None and not ENDING_KINDS & set(decided):
        standing = {each.code: each for each in BASES[basis].steps}[step]
    if standing is None:
        return ()
    left = [kind for choice in standing.choices if not set(choice) & set(decided) for kind in choice]
    return (*left, *(OPEN_KINDS if BASES[basis].voted else ())) if left else ()


def law_of(basis: str, kind: str) -> str:
    """The law that a kind of decision rests on under a basis. Raises KeyError where the basis has no such kind."""
    for step in BASES[basis].steps:
        for choice in step.choices:
            if kind in choice:
                return choice[kind]
    if kind in OPEN_KINDS and BASES[basis].voted:
        return BASES[basis].law
    raise KeyError(f"{basis} has no decision {kind}")


def money_may_be_a_reason(basis: str, has_plan: bool | None) -> bool:
    """Whether what money is left may be a reason: never where law requires the support.

    has_plan: None where it is not known, which is not "no": money is no reason until it is known that there
    is no EHC plan (CFA s.42: budget is no defence).
    """
    return not BASES[basis].statutory and has_plan is False
