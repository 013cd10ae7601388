"""Accounts by law: which may be overspent, which never, and which of them carries an award.

Where law requires the support (Children and Families Act 2014 s.42), money decides nothing: those accounts
may be overspent and never stand in the way. What is devolved or set aside is never overdrawn.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class AccountKind:
    """words: what it is. overspend: True, False, or None where the authority's own setting says."""

    code: str
    words: str
    overspend: bool | None


_KINDS: Final = (
    AccountKind("county_statutory", "County statutory account", True),
    AccountKind("early_years_fund", "Early-years inclusion fund", None),
    AccountKind("partnership", "Partnership budget", False),
    AccountKind("contingency", "Contingency", False),
)
ACCOUNT_KINDS: Final = {kind.code: kind for kind in _KINDS}
"""Every kind of account by its code, in the order in which lists have them."""

PLANS_MAINSTREAM: Final = "plans_mainstream"
SPECIALIST_PLACES: Final = "specialist_places"
POST_16: Final = "post_16"
EARLY_YEARS_FUND: Final = "early_years_fund"
CONTINGENCY: Final = "contingency"

COUNTY_ACCOUNTS: Final[dict[str, tuple[str, str]]] = {
    PLANS_MAINSTREAM: ("county_statutory", "EHC plans in mainstream schools"),
    SPECIALIST_PLACES: ("county_statutory", "Specialist placements"),
    POST_16: ("county_statutory", "Post-16"),
    EARLY_YEARS_FUND: ("early_years_fund", "Early-years inclusion fund"),
    CONTINGENCY: ("contingency", "Contingency"),
}
"""The accounts there is one of, by code: kind and name. Each partnership has its own beside them."""

_POST_16_SETTINGS: Final = ("further_education", "specialist_post_16")
_PLAIN_SETTINGS: Final = ("mainstream", "early_years", "")


def partnership_code(partnership: str) -> str:
    """The code of a partnership's account: "Chalk Downs" → "partnership:Chalk Downs"."""
    return f"partnership:{partnership}"


def slug(code: str) -> str:
    """An account's code as it stands in an address: "partnership:Chalk Downs" → "chalk-downs"; others as they are."""
    kind, colon, name = code.partition(":")
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") if colon else kind


def account_code(route: str | None, *, statutory: bool, setting: str, phase: str, partnership: str | None) -> str:
    """The code of the account that carries an award.

    route: as the rulebook named it; None where it named none, and then law and setting say. statutory: whether law
    requires the support. setting, phase: as in the shared vocabulary; "" where not known. Raises LookupError where a
    partnership would carry it and the case is in none.
    """
    if statutory or route == "county_statutory":
        return _county_account(setting, phase)
    if route == "contingency" or setting == "elective_home_education":
        return CONTINGENCY
    if route == "early_years_fund" or phase == "early_years":
        return EARLY_YEARS_FUND
    if setting not in _PLAIN_SETTINGS and route is None:
        return _county_account(setting, phase)
    if partnership is None:
        raise LookupError("no partnership is known that could carry this award")
    return partnership_code(partnership)


def _county_account(setting: str, phase: str) -> str:
    if setting in _POST_16_SETTINGS or phase == "post_16":
        return POST_16
    return PLANS_MAINSTREAM if setting in _PLAIN_SETTINGS else SPECIALIST_PLACES
