"""A re-scoring as its page shows it: cost, awards rising and falling, accounts, bands and statuses."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from engine.ledger.accounts import COUNTY_ACCOUNTS
from panel_api.services.rescoring_result import GROUPS
from panel_api.services.rescoring_work import NO_ACCOUNT, NOT_TAKEN
from panel_api.words import STATUSES

TITLES: Final = {
    "open": "Open cases",
    "running": "Decided cases whose award runs on that day",
}
_TENTH: Final = Decimal("0.1")


def rescored_view(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Both groups, each with its totals in the words of the page; money in pence."""
    return [_group(name, result[name]) for name in GROUPS]


def _group(name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    compared = {key: _pence(found["compared"][key]) for key in ("before", "after", "difference")}
    many, rising, falling = found["compared"]["cases"], found["rising"], found["falling"]
    return {
        "name": name,
        "title": TITLES[name],
        "cases": found["cases"],
        "compared": many,
        **compared,
        "percent": _percent(compared["difference"], compared["before"]),
        "moves": [
            _move("Awards rising", rising, many),
            _move("Awards falling", falling, many),
            _stay(many, rising["cases"] + falling["cases"]),
        ],
        "unknown": [
            {"words": words, "cases": found[key]["cases"], "pence": _pence(found[key]["pounds"])}
            for key, words in (
                ("only_before", "Have an amount by the text in force, and none by this one"),
                ("only_after", "Have an amount by this text, and none by the one in force"),
            )
        ],
        "neither": found["cases"] - many - found["only_before"]["cases"] - found["only_after"]["cases"],
        "accounts": [_account(each) for each in found["accounts"]],
        "bands": found["bands"],
        "statuses": [
            {"before": _status(each["before"]), "after": _status(each["after"]), "cases": each["cases"]}
            for each in found["statuses"]
        ],
    }


def _stay(many: int, moved: int) -> dict[str, Any]:
    return {
        "words": "Awards that stay",
        "cases": many - moved,
        "share": _percent(many - moved, many),
        "pence": 0,
        "largest": 0,
    }


def _move(words: str, found: Mapping[str, Any], many: int) -> dict[str, Any]:
    share = _percent(found["cases"], many)
    largest = _pence(found["largest"])
    return {
        "words": words,
        "cases": found["cases"],
        "share": share,
        "pence": _pence(found["pounds"]),
        "largest": largest,
    }


def _account(found: Mapping[str, Any]) -> dict[str, Any]:
    code = str(found["account"])
    name = COUNTY_ACCOUNTS[code][1] if code in COUNTY_ACCOUNTS else code.partition(":")[2]
    before, after = _pence(found["before"]), _pence(found["after"])
    words = "No partnership is known" if code == NO_ACCOUNT else name or code
    return {"name": words, "before": before, "after": after, "difference": after - before}


def _status(code: str) -> str:
    return "Answers not taken" if code == NOT_TAKEN else STATUSES.get(code, code)


def _pence(pounds: str) -> int:
    return int(Decimal(pounds) * 100)


def _percent(part: int, whole: int) -> str:
    """The size of a part in a hundred, with one decimal; empty where there is no whole."""
    return str((Decimal(abs(part) * 100) / whole).quantize(_TENTH, ROUND_HALF_EVEN)) if whole else ""
