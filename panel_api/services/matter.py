"""The matter a decision is about: the case, its advice, what was decided before, what is paid now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.law.bases import BASES, kinds_for, law_of, money_may_be_a_reason
from engine.law.kinds import KINDS
from engine.law.reductions import takes_something
from engine.rulebook import Rulebook
from engine.values import NONE, pence
from panel_api import schemas
from panel_api.models import Assessment, Case, Decision, PlaceSearch, Recommendation

ADVISED: frozenset[str] = frozenset({"agree", "agree_for_a_time", "agree_later"})
"""Kinds that take the band and amount of the advice, unless another is given (`agree` takes no other)."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A case as a decision meets it.

    earlier: its decisions so far. present_pence: what is paid for a year now, 0 for nothing; None where it is not
    known. today: the day of the decision. search: what was found near home last, None where nobody has looked.
    """

    book: Rulebook
    case: Case
    assessment: Assessment
    advice: Recommendation
    today: dt.date
    earlier: Sequence[Decision] = ()
    present_pence: int | None = None
    search: PlaceSearch | None = None

    @property
    def has_plan(self) -> bool | None:
        """Whether there is an EHC plan; None where it is not known."""
        if BASES[self.case.legal_basis].with_plan:
            return True
        answer = self.case.facts.get("ehc_plan")
        if isinstance(answer, bool):
            return answer
        asks = "ehc_plan" in self.book.facts
        return None if asks or self.case.legal_basis != "non_statutory" else False

    @property
    def settled(self) -> bool:
        """Whether the advice is a band or an amount, and not a question for a person."""
        return self.assessment.status == "settled"

    def standing(self) -> list[Decision]:
        """The earlier decisions that settle something and that no later one corrects."""
        corrected = {each.corrects_id for each in self.earlier}
        return [each for each in self.earlier if KINDS[each.kind].settles and each.id not in corrected]

    def offered(self, corrects: int | None = None) -> tuple[str, ...]:
        """The kinds that law allows now, in the order of forms. corrects: the decision that no longer counts then."""
        decided = [each.kind for each in self.standing() if each.id != corrects]
        kinds = kinds_for(self.case.legal_basis, decided)
        return tuple(kind for kind in kinds if kind != "agree" or self.settled)

    def laws(self, kind: str) -> tuple[str, ...]:
        """The law a kind rests on here: all of it, and under a statutory basis also each provision alone."""
        whole = law_of(self.case.legal_basis, kind)
        parts = whole.split("; ") if BASES[self.case.legal_basis].statutory else []
        return (whole, *(part for part in parts if part != whole))

    def awarded(self, given: schemas.NewDecision) -> tuple[int | str | None, int | None]:
        """The band and the pence a year that a decision sets; None where it sets none."""
        if not KINDS[given.kind].awards:
            return None, None
        if given.kind in ADVISED and given.band is None and given.amount is None:
            return self.advice.band, self.advice.amount_pence
        return given.band, given.amount

    def money_counts(self) -> bool:
        """Whether what money is left may be a reason: never where law requires the support."""
        return money_may_be_a_reason(self.case.legal_basis, self.has_plan)

    def takes_something(self, given: schemas.NewDecision) -> bool | None:
        """Whether a decision is adverse; None where what is paid now is not known and may be more."""
        return takes_something(given.kind, self.present_pence, self.awarded(given)[1])


def present_award(case: Case, earlier: Sequence[Decision], linked: int | None) -> int | None:
    """What is paid now, in pence a year, 0 for nothing; None where it is not known.

    earlier: the decisions of this case, the latest first; what it decided is later than what was answered when it came
    in. linked: the last award decided in the cases linked with it.
    """
    own = next((each.amount_pence for each in earlier if each.amount_pence is not None), None)
    if own is not None:
        return own
    answer = case.facts.get("present_award")
    if isinstance(answer, str):
        return 0 if answer == NONE else pence(Decimal(answer))
    return linked
