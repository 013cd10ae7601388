"""A counting in plain sentences, for the booklet and wherever an award's cost is shown."""

from typing import Final

from engine.awards.counting import TERMS, USUAL_SHARES, Counting

_PERIODS: Final = {"autumn": "September to December", "spring": "January to March", "summer": "April to August"}
ROUNDED: Final = {
    "half_even": "to the nearest penny, an exact half to the even one",
    "half_up": "to the nearest penny, halves up",
    "down": "down to the penny",
    "up": "up to the penny",
}


def counting_words(counting: Counting) -> tuple[str, ...]:
    """What is counted, what part of a period costs, how it is rounded, and whether it is uprated; a sentence each."""
    rounded = ROUNDED[counting.rounding]
    return (
        _counted(counting),
        f"What has fallen due so far in a financial year is added up exactly and then rounded {rounded}.",
        "What is priced by band follows its tariff on 1 April. An individual price is not uprated."
        if counting.uprated
        else "An award stays at the amount at which it was agreed.",
    )


def _counted(counting: Counting) -> str:
    match counting.by:
        case "days":
            return (
                "Every day costs the same, the first and the last included, over the financial year's 365 or 366 days."
            )
        case "months":
            return "Every month costs a twelfth of a year; part of a month counts by its days."
        case "weeks":
            weeks = f"Each of the {counting.weeks} funded weeks of a year costs the same"
            return f"{weeks}; part of a week counts by its weekdays."
        case "terms" if len(set(counting.shares or USUAL_SHARES["terms"])) == 1:
            return "Every term costs a third of a year; part of a term counts by its days."
    shares = dict(zip(TERMS, counting.shares or USUAL_SHARES[counting.by], strict=True))
    if counting.by == "twelfths":
        each = ", ".join(f"{_PERIODS[term]} {shares[term]}/12" for term in ("summer", "autumn", "spring"))
    else:
        each = ", ".join(f"the {term} term {share}/{sum(shares.values())}" for term, share in shares.items())
    return f"Of a year's amount, {each}; part of a period counts by its days."
