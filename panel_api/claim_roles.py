"""Which role here a claim of the council's own sign-in stands for: the setting EVENHAND_OIDC_ROLES, read strictly."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from panel_api.columns import ROLES
from panel_api.reading import wrong

_FIELDS: Final = frozenset({"role", "partnership", "school"})
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_ ./:-]{0,63}")
EXAMPLE: Final = '{"Evenhand.Chair": "chair", "School.123456": {"role": "school", "school": "123456"}}'


@dataclass(frozen=True, slots=True)
class ClaimRole:
    """One entry: whoever has the claim holds the role. partnership: of a budget holder. school: a URN."""

    claim: str
    role: str
    partnership: str | None = None
    school: str | None = None


def read_claim_roles(raw: object) -> tuple[ClaimRole, ...]:
    """The mapping from its JSON text, in the order it is written. Raises PydanticCustomError with what is wrong."""
    if isinstance(raw, tuple):
        return raw
    try:
        document = json.loads(str(raw))
    except ValueError:
        raise wrong("this is not JSON", f"such as {EXAMPLE}", "Correct it") from None
    if not isinstance(document, dict):
        raise wrong("this is not an object {…}", f"such as {EXAMPLE}", "Correct it")
    return tuple(_entries(document))


def _entries(document: dict[str, Any]) -> Iterator[ClaimRole]:
    for claim, given in document.items():
        for each in given if isinstance(given, list) else [given]:
            yield _entry(claim, {"role": each} if isinstance(each, str) else each)


def _entry(claim: str, given: object) -> ClaimRole:
    if not isinstance(given, dict) or not set(given) <= _FIELDS or not _are_codes(given.values()):
        raise wrong(f'"{claim[:100]}" stands for nothing that is known', f"such as {EXAMPLE}", "Correct it")
    role = given.get("role")
    if role not in ROLES:
        raise wrong(f'"{claim[:100]}" stands for no role', f"one of {', '.join(ROLES)}", "Correct it")
    if (role == "budget_holder") != ("partnership" in given):
        raise wrong(f'"{claim[:100]}" and a partnership', "one for a budget_holder, and for nobody else", "Correct it")
    if role == "school" and "school" not in given:
        raise wrong(f'"{claim[:100]}" names no school', "the school's URN", "Add it")
    if "school" in given and role not in ("school", "budget_holder"):
        raise wrong(f'"{claim[:100]}" names a school', "one for a school or a budget_holder only", "Remove it")
    return ClaimRole(claim, str(role), given.get("partnership"), given.get("school"))


def _are_codes(values: Iterable[object]) -> bool:
    return all(isinstance(each, str) and _CODE.fullmatch(each) for each in values)
