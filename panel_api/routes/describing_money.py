"""Examples of answers about money. All invented."""

from typing import Any, Final

from engine.ledger.figures import PARTS, Figures
from engine.values import pounds_text

_FIGURES: Final = {
    name: pounds_text(getattr(Figures(allocated=40_000_000, committed=936_000, paid=234_000), name)) for name in PARTS
}
ACCOUNTS_ANSWER: Final[dict[str, Any]] = {
    "year": 2026,
    "accounts": [
        {
            "account": "riverside", "code": "partnership:Riverside", "name": "Riverside partnership",
            "kind": "partnership", "may_overspend": False, "held": "400000.00", "paid": "2340.00",
            "outstanding": "7020.00", "uncommitted": "390640.00",
        }
    ],
}  # fmt: skip
ACCOUNT_ANSWER: Final[dict[str, Any]] = {
    "account": "riverside", "code": "partnership:Riverside", "name": "Riverside partnership", "kind": "partnership",
    "year": 2026, "known": None, "figures": _FIGURES,
    "months": [{"month": 1, "measure": "paid", "amount": "2340.00"}], "next_year": _FIGURES,
    "awards": [
        {
            "award": "W-CDFG-HJKM", "kind": "award", "name": None, "band": "3", "case": "WK4M-7XPD",
            "a_year": "4680.00", "spent": "4680.00", "paid": "1170.00", "outstanding": "3510.00",
        }
    ],
    "pages": {"before": None},
}  # fmt: skip
LINES_ANSWER: Final[dict[str, Any]] = {
    "account": "riverside", "year": 2026, "measure": "paid", "before": "0.00",
    "lines": [
        {
            "entry": 12, "kind": "pay", "measure": "paid", "words": "April payment", "award": "W-CDFG-HJKM",
            "amount": "390.00", "sum": "390.00", "effective_on": "2026-04-28",
            "written_at": "2026-04-28T15:00:00+00:00", "by_role": "finance_officer", "reverses": None,
            "reversed_by": None,
        }
    ],
    "total": "390.00", "pages": {"after": None},
}  # fmt: skip
ENTRY_ANSWER: Final[dict[str, Any]] = {
    "entry": 12, "kind": "pay", "amount": "390.00", "words": "April payment", "award": "W-CDFG-HJKM", "case": None,
    "written_at": "2026-04-28T15:00:00+00:00", "by_role": "finance_officer", "second_role": None, "reverses": None,
    "reversed_by": None,
    "lines": [
        {"account": "riverside", "year": 2026, "measure": "paid", "amount": "390.00", "effective_on": "2026-04-28"}
    ],
}  # fmt: skip
AWARD_ANSWER: Final[dict[str, Any]] = {
    "award": "W-CDFG-HJKM", "kind": "award", "name": None, "band": "3", "statutory": False, "case": None,
    "terms": [
        {"from": "2026-04-01", "until": None, "account": "riverside", "school": None, "a_year": "4680.00"}
    ],
    "costs": [{"account": "riverside", "year": 2026, "amount": "4680.00"}],
    "figures": [{"account": "riverside", "year": 2026, **_FIGURES}],
    "entries": [11, 12],
}  # fmt: skip
