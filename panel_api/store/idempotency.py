"""The same request sent twice is done once: the second gets the first one's answer."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from panel_api.models import IdempotencyKey
from panel_api.store.viewer import Viewer


class KeyReused(Exception):  # noqa: N818
    """The key was used before for another request."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer given the first time."""

    status: int
    headers: Mapping[str, str]
    body: str


def claim_key(
    session: Session, viewer: Viewer, route: str, key: str, request_sha256: str, at: dt.datetime
) -> Answered | None:
    """Claim a key as a writing transaction's first step; None if it is new and now this request's.

    A second request with the key waits until the first one's transaction ends, then gets its answer.
    Raises KeyReused if the first request was another one.
    """
    owner = viewer.owner
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    claimed = session.execute(
        (insert_sqlite if on_sqlite else insert_postgresql)(IdempotencyKey)
        .values(
            owner=owner,
            route=route,
            key=key,
            request_sha256=request_sha256,
            status=0,
            headers={},
            body="",
            created_at=at,
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    ).one_or_none()
    if claimed is not None:
        return None
    held = session.execute(
        select(
            IdempotencyKey.request_sha256,
            IdempotencyKey.status,
            IdempotencyKey.headers,
            IdempotencyKey.body,
        ).where(*_is(owner, route, key))
    ).one()
    if held.request_sha256 != request_sha256:
        raise KeyReused(key)
    return Answered(held.status, held.headers, held.body)


def keep_answer(session: Session, viewer: Viewer, route: str, key: str, answer: Answered) -> None:
    """Keep the answer to a claimed key, in the transaction that did the work."""
    session.execute(
        update(IdempotencyKey)
        .where(*_is(viewer.owner, route, key))
        .values(status=answer.status, headers=dict(answer.headers), body=answer.body)
        .execution_options(synchronize_session=False)
    )


def forget_old_keys(session: Session, before: dt.datetime) -> int:
    """Delete keys claimed before a moment; how many. Answers may say something of a child."""
    gone = session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < before))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def _is(owner: str, route: str, key: str) -> tuple[Any, ...]:
    return (
        IdempotencyKey.owner == owner,
        IdempotencyKey.route == route,
        IdempotencyKey.key == key,
    )
