"""The same request sent twice is done once: an Idempotency-Key brings back the first answer."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.errors import Trouble
from panel_api.services.desk import Desk
from panel_api.services.json_text import json_text
from panel_api.store import Answered

KEPT: Final = dt.timedelta(days=7)
"""How long an answer is brought back under its key."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: what was asked for (method and path), its key, and the hash of its body."""

    route: str
    key: str
    sha256: str


def once(desk: Desk, asked: Asked, work: Callable[[Session], Answered]) -> Answered:
    """The answer to `asked`: of `work` in one transaction, or the one given before.

    What `work` raises undoes the claim too, so the same key may be tried again. Raises Trouble
    "key-reused" where the key came with another request.
    """
    with desk.database.writing() as session, _keys():
        before = store.claim_key(session, desk.viewer, asked.route, asked.key, asked.sha256, desk.clock())
        if before is not None:
            return before
        answer = work(session)
        store.keep_answer(session, desk.viewer, asked.route, asked.key, answer)
        return answer


def earlier(desk: Desk, asked: Asked) -> Answered | None:
    """The answer given before, if there is one: asked before work that takes long. Claims nothing."""
    try:
        with desk.database.writing() as session, _keys():
            before = store.claim_key(session, desk.viewer, asked.route, asked.key, asked.sha256, desk.clock())
            if before is None:
                raise _New
            return before
    except _New:
        return None


def forget_answers(desk: Desk) -> None:
    """Forget answers given long ago, as a server starts: they may say something of a child."""
    with desk.database.writing() as session:
        store.forget_old_keys(session, desk.clock() - KEPT)


def answered(status: int, document: object, headers: Mapping[str, str] | None = None) -> Answered:
    """An answer as it is kept and sent."""
    return Answered(status, dict(headers or {}), json_text(document))


class _New(Exception):  # noqa: N818
    """Undoes a claim that was made only to look."""


class _keys:  # noqa: N801
    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, at: object) -> None:
        if isinstance(error, store.KeyReused):
            detail = "The same key came before with another body. Send the body it came with, or take a new key."
            raise Trouble("key-reused", detail) from None
