"""The range in sentences: what it comes to, what it is made of, and what it means for what is held.

What is known stands in whole pounds; what is expected is rounded as far as it can be known, and is "about" so much.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from engine.amounts import day_words, listing, money_words
from engine.forecast.outturn import Outturn, Part
from engine.forecast.year import last_day

PARTS: Final = {
    "paid": "Paid",
    "outstanding": "Outstanding commitments until 31 March",
    "uprated": "Uprating on 1 April, as the last time",
    "queue": "Requests that wait, as far as they are usually agreed",
    "joined": "Requests not yet made, as in the last twelve months",
    "reviewed": "Reviews: awards rising and falling, as before",
    "left": "Leavers, as before",
    "not_fitting": "Asked for beyond what is held: it cannot be agreed",
}
"""What each part is, in the order of an outturn's parts."""
_ADDS: Final = {
    "uprated": "uprating",
    "queue": "requests that wait",
    "joined": "requests not yet made",
    "reviewed": "reviews",
    "left": "leavers",
}
RANGE: Final = "Four times in five it ends within this range."


def sentences(found: Outturn) -> tuple[str, ...]:
    """What an outturn says: the range, what is known, what is expected, and how it stands to what is held."""
    end = day_words(last_day(found.year))
    if not found.high:
        whole = f"Nothing is agreed for the year that ends on {end}, and nothing yet says what may be."
    elif found.part("not_fitting").low:
        whole = f"All of the {_pounds(found.likely)} there is will be spent by {end}."
    elif found.low == found.high:
        whole = (
            f"{_pounds(found.likely)} is agreed for the year that ends on {end}. Nothing yet says what may be added."
        )
    else:
        whole = (
            f"Between {about(found.low)} and {about(found.high)} is likely to be spent by {end}, most likely about "
            f"{about(found.likely)}."
        )
    told = (whole, _known(found), _expected(found.parts), _against_held(found))
    return tuple(each for each in told if each)


def about(pence: int) -> str:
    """An expected amount in a sentence: to the nearest £1,000 from £100,000 on, £100 from £1,000 on, £10 below."""
    size = abs(pence)
    step = 100_000 if size >= 10_000_000 else 10_000 if size >= 100_000 else 1_000
    return money_words(round(Fraction(pence, step)) * step)


def _known(found: Outturn) -> str:
    paid, outstanding = found.part("paid").likely, found.part("outstanding").likely
    if not paid:
        return f"Awards that are agreed already take {_pounds(outstanding)} of it." if outstanding else ""
    return f"{_pounds(paid)} is paid and {_pounds(outstanding)} is committed until then."


def _expected(parts: Sequence[Part]) -> str:
    """What is expected to come and to go, largest first."""
    moving = sorted(
        (part for part in parts if part.name in _ADDS and about(part.likely) != money_words(0)),
        key=lambda part: -abs(part.likely),
    )
    adds = [f"{_ADDS[part.name]} about {about(part.likely)}" for part in moving if part.likely > 0]
    takes = [f"{_ADDS[part.name]} about {about(-part.likely)}" for part in moving if part.likely < 0]
    said = []
    if adds:
        said.append(f"{listing(adds)} may be added")
    if takes:
        said.append(f"{listing(takes)} may be given back")
    text = "; ".join(said)
    return f"Expected: {text}." if text else ""


def _against_held(found: Outturn) -> str:
    if found.held is None:
        return "This year is not allocated yet."
    beyond = -found.part("not_fitting").likely
    if beyond > 0:
        return f"About {about(beyond)} more is likely to be asked for than the {_pounds(found.held)} there is."
    left = found.held - found.likely
    if left < 0:
        return f"That is about {about(-left)} more than the {_pounds(found.held)} there is."
    return f"That leaves about {about(left)} of the {_pounds(found.held)} there is."


def _pounds(pence: int) -> str:
    return money_words(round(Fraction(pence, 100)) * 100)
