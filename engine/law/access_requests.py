"""Asking for what is held of a child: who may ask, and by when it is answered (UK GDPR Articles 12 and 15).

A month runs to the corresponding day of the next, or to the last day of a shorter one, and on to the next working day
where that is none (Information Commissioner's guidance, check). It may run two months longer where that was said, with
the reason, before it was over. Where somebody had to be asked who they are, it begins with the proof (Article 12A as
the Data (Use and Access) Act 2025 writes it, check).

The data are the child's own, at any age. Whether a child understands what it means to ask, whether asking serves the
child, and whether a young person lacks capacity are a person's judgement and are never worked out here. In England no
age settles it; about twelve is often taken as a guide (check).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from engine.amounts import day_words
from engine.law.calendars import BankHolidays, Counted, bank_holidays, doubt_of, months_from
from engine.law.rights import rights_pass_on

Asker = Literal["child", "young_person", "parent", "representative"]
MONTHS: Final = 1
MONTHS_MORE: Final = 2
_DAY: Final = dt.timedelta(days=1)
_COMPETENT: Final = (
    "A person judges whether the child understands what asking means. No age settles that in England; about twelve is "
    "often a fair guide."
)
_BOTH: Final = "Each parent may ask alone. What is given to one tells nothing of the other."
_CAPACITY: Final = "Whether a young person lacks capacity is a person's finding about this one matter, never assumed."


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands who asks. why_not: what bars it; "" where nothing does.

    needs: what must be shown in words, "" where nothing must. judged: what a person must judge: nothing here does.
    """

    why_not: str
    needs: str
    judged: tuple[str, ...]

    @property
    def may(self) -> bool:
        """Whether nothing bars it, once what is needed is shown."""
        return not self.why_not


def standing(asker: Asker, born: dt.date | None, on: dt.date, *, responsible: bool | None = None) -> Standing:
    """How somebody stands who asks on a day. born: of the child; None where it is not recorded, and nothing is assumed.

    responsible: of a parent, whether parental responsibility is recorded.
    """
    passes = None if born is None else rights_pass_on(born)
    passed = passes is not None and on >= passes
    if asker == "parent":
        return _parent(passes, passed, responsible)
    if asker == "representative":
        needs = "The written word of whoever they act for, or the court order or finding that lets them act."
        return Standing("", needs, (_CAPACITY,) if passed else ())
    if asker == "child":
        if passed and passes is not None:
            return Standing(f"The child is a young person since {day_words(passes)}. Choose that instead.", "", ())
        return Standing("", "", (_COMPETENT,))
    if passes is not None and not passed:
        why = f"The rights pass to the young person on {day_words(passes)}. Until then choose the child."
        return Standing(why, "", ())
    unsure = () if passes else ("The date of birth is not recorded. A person finds out whose the rights are.",)
    return Standing("", "", unsure)


def _parent(passes: dt.date | None, passed: bool, responsible: bool | None) -> Standing:
    if not responsible:
        why = (
            "No parental responsibility is recorded, and being a parent alone opens nothing. With the child's written "
            "word or a court order they ask as a representative."
        )
        return Standing(why, "", ())
    if passed and passes is not None:
        needs = (
            f"The rights are the young person's own since {day_words(passes)}. The young person's written word that "
            "this parent may ask, or the order or finding by which the parent acts for them."
        )
        return Standing("", needs, (_CAPACITY, _BOTH))
    needs = "Why this parent may ask for the child: the child cannot ask alone, or agrees, and it serves the child."
    unsure = () if passes else ("The date of birth is not recorded. A person finds out whose the rights are.",)
    return Standing("", needs, (_COMPETENT, *unsure, _BOTH))


def begins(asked_on: dt.date, proof_asked: dt.date | None, proof_given: dt.date | None) -> dt.date | None:
    """The day the month runs from; None while proof of who they are was asked for and has not come."""
    if proof_asked is None:
        return asked_on
    return None if proof_given is None else max(asked_on, proof_given)


def answer_by(start: dt.date, *, extended: bool = False, holidays: BankHolidays | None = None) -> Counted:
    """The last day for the answer, counted from the day the month runs from."""
    known = holidays or bank_holidays()
    day = months_from(start, MONTHS + (MONTHS_MORE if extended else 0))
    while not known.is_working_day(day):
        day += _DAY
    return Counted(day, "" if known.known(day) else doubt_of(known))


def may_extend(start: dt.date, on: dt.date, holidays: BankHolidays | None = None) -> bool:
    """Whether there is still time to tell them that it takes longer: the first month is not over."""
    return on <= answer_by(start, holidays=holidays).day
