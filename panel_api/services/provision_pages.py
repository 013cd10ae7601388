"""The directory as pages and programs read it: a narrowed list with free places, in a constant number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from engine.language.vocabulary import shipped
from engine.placing.places import Free
from engine.problems import Problem
from panel_api.errors import Trouble
from panel_api.models import Provision
from panel_api.schemas_provision import ProvisionQuery
from panel_api.services.desk import Desk
from panel_api.services.places_free import free_on
from panel_api.store.provision_list import (
    ProvisionFilter,
    ProvisionPage,
    Square,
    count_needs_unknown,
    count_provision,
    list_provision,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list. unsaid: how many more would be there if they said which needs they are designated for."""

    rows: tuple[Provision, ...]
    free: Mapping[int, Free]
    before: str | None
    after: str | None
    count: int
    unsaid: int


def filter_of(desk: Desk, query: ProvisionQuery) -> ProvisionFilter:
    """The query as the store takes it."""
    given = query.model_dump(exclude={"after", "before", "size", "square"})
    square = Square.parse(query.square) if query.square else None
    return ProvisionFilter(**given, square=square, home=desk.settings.authority_code)


def page_of(session: Session, desk: Desk, query: ProvisionQuery) -> tuple[ProvisionPage, Mapping[int, Free]]:
    """One page by name, with free places today. Raises Trouble "bad-input" where it names no page, or two."""
    if query.after and query.before:
        problem = Problem("query.before", "`after` and `before` are both given", "one of them", "Remove one")
        raise Trouble("bad-input", problems=[problem])
    wanted = filter_of(desk, query)
    found = list_provision(session, desk.viewer, wanted, after=query.after, before=query.before, size=query.size)
    if found is None:
        where = "query.after" if query.after else "query.before"
        problem = Problem(where, "it names no place of the directory", "what `pages` of a page says", "Begin again")
        raise Trouble("bad-input", problems=[problem])
    return found, free_on(session, desk, [each.id for each in found.rows], desk.last_day())


def list_page(session: Session, desk: Desk, query: ProvisionQuery) -> Listed:
    """The same, with how many there are in all. Raises Trouble as `page_of` does."""
    wanted, (found, free) = filter_of(desk, query), page_of(session, desk, query)
    count = count_provision(session, desk.viewer, wanted)
    unsaid = count_needs_unknown(session, desk.viewer, wanted) if wanted.need else 0
    return Listed(found.rows, free, found.before, found.after, count, unsaid)


@cache
def need_words() -> dict[str, str]:
    """Types of need in words, by the codes of the shared vocabulary."""
    return dict(shipped().facts["primary_need"].words)
