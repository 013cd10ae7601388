"""What of a what-if a viewer sees: a budget holder their own partnership in full, of others no small number.

Their own line, account and share stand as they are. Others' accounts are one, others' lines are told where nothing
small can be worked out from them, and no school is named: it could be of another partnership.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Final

from engine.ledger.accounts import partnership_code
from engine.whatif.document import Account, Document, HeldYear, Pence, Year
from panel_api.store import Viewer
from panel_api.views.forum_numbers import kept_back

OTHERS: Final = "partnership:Other partnerships"


def seen_by(document: Document, viewer: Viewer) -> Document:
    """The document as this viewer may read it."""
    if viewer.role != "budget_holder":
        return document
    own = partnership_code(viewer.partnership or "")

    def account(code: str) -> str:
        return code if code == own or not code.startswith("partnership:") else OTHERS

    lines = document.by.get("partnership", ())
    hidden = kept_back(lines, viewer.partnership)
    by = {**document.by, "school": (), "partnership": tuple(each for each in lines if each.name not in hidden)}
    groups = {
        name: replace(group, accounts=tuple(_accounts(replace(each, account=account(each.account))
                                                      for each in group.accounts)))
        for name, group in document.groups.items()
    }  # fmt: skip
    held = document.protection.held
    held = replace(held, years=tuple(_held(replace(each, account=account(each.account)) for each in held.years)))
    return replace(
        document,
        by=by,
        groups=groups,
        years=tuple(_years(replace(each, account=account(each.account)) for each in document.years)),
        protection=replace(document.protection, held=held),
    )


def with_names(document: Document, names: Mapping[str, str]) -> Document:
    """The document with schools by name and number, where the reader may read of them in the directory."""
    schools = tuple(
        replace(each, name=f"{names[each.name]} ({each.name})") if each.name in names else each
        for each in document.by.get("school", ())
    )
    return replace(document, by={**document.by, "school": schools} if schools else document.by)


def _accounts(found: Iterable[Account]) -> Iterable[Account]:
    for code, same in groupby(sorted(found, key=lambda each: each.account), key=lambda each: each.account):
        several = list(same)
        yield Account(code, *(Pence(sum(getattr(each, side) for each in several)) for side in ("before", "after")))


def _years(found: Iterable[Year]) -> Iterable[Year]:
    ordered = sorted(found, key=lambda each: (each.year, each.account))
    for (year, code), same in groupby(ordered, key=lambda each: (each.year, each.account)):
        several = list(same)
        yield Year(year, code, *(Pence(sum(getattr(each, side) for each in several)) for side in ("before", "after")))


def _held(found: Iterable[HeldYear]) -> Iterable[HeldYear]:
    ordered = sorted(found, key=lambda each: (each.year, each.account))
    for (year, code), same in groupby(ordered, key=lambda each: (each.year, each.account)):
        several = list(same)
        yield HeldYear(year, code, sum(each.cases for each in several), Pence(sum(each.pounds for each in several)))
