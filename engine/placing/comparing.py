"""Two places by what each would cost the public purse: the difference where it is certain, else how far it is."""

from dataclasses import dataclass

from engine.amounts import money_words
from engine.placing.costs import AdditionalCost, Counted


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more a place costs a year than another, in pence; below nothing it costs less.

    least_pence, most_pence: what is certain; None where nothing is, on that side. open_here, open_there: the lines
    to be known first, of the one place and of the other.
    """

    least_pence: int | None
    most_pence: int | None
    open_here: tuple[Counted, ...]
    open_there: tuple[Counted, ...]

    @property
    def exact_pence(self) -> int | None:
        """The difference where both costs are wholly known, else None."""
        return None if self.open_here or self.open_there else self.least_pence


def compared(here: AdditionalCost, there: AdditionalCost) -> Difference:
    """How much more `here` costs the public purse than `there`. Full costs are no argument of this."""
    return Difference(
        None if there.most_pence is None else here.least_pence - there.most_pence,
        None if here.most_pence is None else here.most_pence - there.least_pence,
        here.unknown,
        there.unknown,
    )


def difference_words(found: Difference, there: str) -> str:
    """The difference in a sentence, against a place called `there`; what is not certain is not said."""
    least, most = found.least_pence, found.most_pence
    if found.exact_pence == 0:
        return f"It costs the public purse as much as {there}."
    if least is not None and least >= 0:
        return f"It costs the public purse {_span(least, most)} a year more than {there}."
    if most is not None and most <= 0:
        return f"It costs the public purse {_span(-most, None if least is None else -least)} a year less than {there}."
    return f"Whether it costs the public purse more or less than {there} cannot be said yet."


def _span(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {money_words(least)}"
    return money_words(least) if least == most else f"{money_words(least)} to {money_words(most)}"
