"""What a comparison reads of a case: need as assessed, who it is of, what became of it, and its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

NOT_KNOWN: Final = "not known"
"""The group of whoever was not asked or did not say. It is never counted as "no"."""

DIMENSIONS: Final[Mapping[str, str]] = {
    "partnership": "Partnership",
    "school": "School or setting",
    "need_area": "Area of need",
    "phase": "Phase",
    "setting": "Kind of place",
    "plan": "EHC plan",
    "sex": "Sex",
    "ethnicity": "Ethnic group",
    "free_meals": "Free school meals",
    "looked_after": "Looked after",
    "age": "Age",
}
"""What cases are grouped by, in the order in which it is shown. Others may be added by the caller, and come last."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What came with a request, coarsely: cases with the same are taken to be alike in evidence.

    need: main type of need ("SEMH"). costed: what the costed plan comes to, as a step ("£6,000 to £9,000"). backed: how
    much stands behind it, as a word ("little", "some", "much"). Which steps is the caller's choice: see `evidence_of`.
    """

    need: str
    costed: str
    backed: str


@dataclass(frozen=True, slots=True)
class EquityCase:
    """One case. Whatever is None or absent is not known, and leaves the case out of what needs it.

    need: the step of need at which it was assessed ("band 2"), or "" while unsettled. area: main area of need. law: its
    legal basis. tariff: which amounts were in force ("2026"). place: what kind of place it is for. groups: dimension →
    group; a dimension that is absent reads "not known". levels: strand → level scored. award_pence: a year's award.
    days: from request to decision. overridden: decided otherwise than advised. missing: evidence was missing in part.
    moderated: strand → the level first given less the mean of the moderators' levels.
    """

    case: int
    need: str
    area: str
    law: str
    tariff: str
    place: str
    groups: Mapping[str, str]
    levels: Mapping[str, int] = field(default_factory=dict)
    award_pence: int | None = None
    days: int | None = None
    overridden: bool | None = None
    agreed: bool | None = None
    missing: bool | None = None
    evidence: Evidence | None = None
    moderated: Mapping[str, Fraction] = field(default_factory=dict)

    def group(self, dimension: str) -> str:
        """Its group, which is "not known" where nobody said."""
        return self.groups.get(dimension) or NOT_KNOWN


_COSTED: Final = (
    (600_000, "under £6,000"),
    (900_000, "£6,000 to £9,000"),
    (1_300_000, "£9,000 to £13,000"),
    (1_800_000, "£13,000 to £18,000"),
)


def evidence_of(
    need: str | None,
    cost_pence: int | None,
    report_months: int | None,
    agency_months: int | None,
    cycles: int | None,
    attendance: Fraction | None,
) -> Evidence:
    """The evidence of a request, from what was sent. None: not sent, or not known.

    The plan's cost, or what Section F comes to, is taken in five steps. One point each is counted for a specialist's
    report and for an agency, both of the last twelve months, for two written cycles, and for attendance under 90 %:
    none or one is "little", two "some", three and four "much".
    """
    costed = "no costed plan" if cost_pence is None else "£18,000 and above"
    for below, words in reversed(_COSTED):
        if cost_pence is not None and cost_pence < below:
            costed = words
    points = sum(
        (
            report_months is not None and report_months < 12,
            agency_months is not None and agency_months < 12,
            cycles is not None and cycles >= 2,
            attendance is not None and attendance < Fraction(9, 10),
        )
    )
    return Evidence(need or NOT_KNOWN, costed, ("little", "little", "some", "much", "much")[points])
