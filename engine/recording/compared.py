"""Whether a person decided as advised: told once, for the record's page and for what records are found by."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from engine.law.kinds import KINDS

Compared = Literal["as_advised", "varied", "overturned", "not_compared"]
ORDER: Final = "carried_out"
_EXCEPTIONAL: Final = "exceptional_award"
_NOT_AGREED: Final = "not_agreed"
_NO_AWARD: Final = (0, None, "0", "0.00")


def compared(kind: str, opened: Mapping[str, Any]) -> Compared:
    """How a decision stands beside its advice. opened: the record's sealed values by path; none once disposed of.

    The advice is a band and an amount, so only what awards one or refuses one is compared: whether to assess, issue or
    name a school is never advised on. An order of the tribunal stands in place of what the authority had decided
    (where it upholds that, there is nothing to carry out: check), and is never a person's override.
    """
    if kind == ORDER:
        return "overturned"
    found = KINDS.get(kind)
    advised, decided = opened.get("/advice/outcome"), opened.get("/decision/outcome")
    if found is None or not advised or not isinstance(decided, Mapping):
        return "not_compared"
    if kind == _NOT_AGREED:
        return "as_advised" if all(advised.get(name) in _NO_AWARD for name in _award_in(advised)) else "varied"
    if not found.awards or not decided:
        return "not_compared"
    same = all(str(advised.get(name)) == str(value) for name, value in decided.items())
    return "as_advised" if same and kind != _EXCEPTIONAL else "varied"


def compared_words(kind: str, opened: Mapping[str, Any]) -> str:
    """The same in a sentence; empty where the values that would say it were disposed of."""
    found = KINDS[kind]
    result = compared(kind, opened)
    if result == "overturned":
        return "This carries out an order of the tribunal, which stands in place of what was decided before."
    if not found.settles or kind == "withdrawn":
        return "Nothing was awarded or refused by this."
    if not found.awards and kind != _NOT_AGREED:
        return "No band or amount was decided by this."
    if result == "not_compared":
        return "No band or amount was advised, so there is nothing to compare." if opened else ""
    return "This is as advised." if result == "as_advised" else "This differs from the advice."


def _award_in(outcome: Mapping[str, Any]) -> list[str]:
    """Of an outcome's names, those of the award itself: the band and the money, not when it is reviewed."""
    return [name for name, value in outcome.items() if name == "band" or is_pounds(value)] or list(outcome)


def is_pounds(value: object) -> bool:
    """Whether a sealed value is written as pounds are: "6378.00"."""
    return isinstance(value, str) and value[-3:-2] == "." and value.replace(".", "", 1).isdigit()
