"""The scheme of delegation as data: up to what amount each role may decide, and to whom a larger award goes."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.amounts import money_words


@dataclass(frozen=True, slots=True)
class Limit:
    """What a role may decide. most: pence a year; None: any amount. urgent: also alone, between meetings."""

    role: str
    most: int | None
    urgent: bool = False

    def covers(self, pence: int | None) -> bool:
        """Whether an award lies within it. An amount that is not known lies within no limit but "any"."""
        return self.most is None or (pence is not None and pence <= self.most)


class NobodyMay(Exception):  # noqa: N818 - said as it reads
    """No role in the scheme may decide so much; the scheme itself must say who does."""


def scheme(limits: Iterable[Limit]) -> tuple[Limit, ...]:
    """Limits from the lowest to the highest, equal ones as given. Raises ValueError for a role given twice."""
    ordered = tuple(sorted(limits, key=lambda limit: (limit.most is None, limit.most or 0)))
    if len({limit.role for limit in ordered}) != len(ordered):
        raise ValueError("a role stands twice in the scheme of delegation")
    return ordered


def goes_up_to(limits: Iterable[Limit], role: str, pence: int | None, *, urgent: bool = False) -> str | None:
    """None where this role may decide the award; otherwise the role it goes up to, the lowest that may.

    pence: a full year; None where it is not known. urgent: between meetings, by those whom the scheme names
    for it. A role that the scheme does not name may decide nothing. Raises NobodyMay.
    """
    able = [limit.role for limit in scheme(limits) if limit.covers(pence) and (limit.urgent or not urgent)]
    if role in able:
        return None
    if not able:
        amount = "an award whose amount is not known" if pence is None else f"{money_words(pence)} a year"
        raise NobodyMay(
            f"Nobody in the scheme of delegation may decide {amount}{' between meetings' if urgent else ''}"
        )
    return able[0]


def urgent_roles(limits: Iterable[Limit]) -> tuple[str, ...]:
    """The roles that may decide between meetings, from the lowest limit to the highest."""
    return tuple(limit.role for limit in scheme(limits) if limit.urgent)
