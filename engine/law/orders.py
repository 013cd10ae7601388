"""The dates of a tribunal's order, by the kind of order, which a person chooses after reading it.

SEND Regulations 2014 reg. 44(2), subject to any direction of the tribunal. Counted from the day the order was
sent (check: the regulation counts from the order being made).
"""

from collections.abc import Callable
from typing import Final

from engine.amounts import count_words
from engine.law.bases import REGULATIONS
from engine.law.calendars import weeks_from
from engine.law.rules import Count, Days, Rule

ORDER_KINDS: Final = {
    "order_section_f": "It changes what Section B or F says, with or without the school or college",
    "order_institution_only": "It changes the school or college, or its type, and nothing else",
    "order_to_assess": "It requires an assessment or a reassessment",
    "order_to_make_plan": "It requires a plan to be made",
    "order_names_day": "It names its own day",
}
"""The kinds of order, as events that record a person's choice; a form offers these words."""

CHOOSE: Final = (
    "A person must read the order and choose its kind: five weeks if it changes Section B or F, two if it "
    "changes the school or college alone. The shorter is shown until then."
)


def order_rules(days: Days) -> tuple[Rule, ...]:
    """The rules for an order, by what was chosen last; the shorter time, as possible, where nothing was."""
    chosen = [kind for kind in days if kind in ORDER_KINDS]
    if not chosen:
        return (_carry_out(_span(2), f"{REGULATIONS} reg. 44(2)", _weeks(2), possible=True, note=CHOOSE),)
    return _BY_KIND[chosen[-1]]()


def _carry_out(span: str, source: str, count: Count, *, possible: bool = False, note: str = "") -> Rule:
    return Rule(
        "carry_out_order",
        "Carry out the order and send the amended plan",
        span,
        source,
        (("order_sent",),),
        count,
        met_by=("order_done", "final_sent"),
        possible=possible,
        note=note,
    )


def _to_assess() -> tuple[Rule, ...]:
    source = f"{REGULATIONS} reg. 44(2)(b)"
    sent = (("order_sent",),)
    told = "Tell the family that there will be an assessment"
    no_plan = "If no plan is to be issued, tell the family and say why"
    return (
        Rule("tell_assessment", told, _span(2), source, sent, _weeks(2), met_by=("told_assessment",)),
        Rule(
            "tell_no_plan", no_plan, _span(10), source, sent, _weeks(10),
            met_by=("told_no_plan",), spared_by=("draft_sent", "final_sent"),
        ),
        Rule(
            "final_plan", "Send the final plan", _span(14), source, sent, _weeks(14),
            met_by=("final_sent",), spared_by=("told_no_plan",),
        ),
    )  # fmt: skip


def _to_make_plan() -> tuple[Rule, ...]:
    source = f"{REGULATIONS} reg. 44(2)(c)"
    sent = (("order_sent",),)
    draft = ("draft_sent", "final_sent")
    return (
        Rule("draft_plan", "Send the draft plan", _span(5), source, sent, _weeks(5), met_by=draft),
        Rule("final_plan", "Send the final plan", _span(11), source, sent, _weeks(11), met_by=("final_sent",)),
    )


_BY_KIND: Final[dict[str, Callable[[], tuple[Rule, ...]]]] = {
    "order_section_f": lambda: (_carry_out(_span(5), f"{REGULATIONS} reg. 44(2)(e)", _weeks(5)),),
    "order_institution_only": lambda: (_carry_out(_span(2), f"{REGULATIONS} reg. 44(2)(f)", _weeks(2)),),
    "order_to_assess": _to_assess,
    "order_to_make_plan": _to_make_plan,
    "order_names_day": lambda: (
        _carry_out("on the day that the order names", "the order itself", lambda days, _: days["order_names_day"]),
    ),
}


def _weeks(weeks: int) -> Count:
    return lambda days, _: weeks_from(days["order_sent"], weeks)


def _span(weeks: int) -> str:
    return f"{count_words(weeks)} weeks from the day the order was sent"
