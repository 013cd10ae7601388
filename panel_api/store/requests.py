"""What a sender wants to know of their requests: whose each is, who was heard, what is asked, what was decided.

And what is known already from a school's earlier requests, so that nobody types it twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel_api.models import Assessment, Case, Decision, Party, Voice
from panel_api.store.viewer import Viewer, cases_seen

Row = TypeVar("Row", Assessment, Decision)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request's surroundings. child: their name. heard: who has said something. Each latest one, if any."""

    child: str | None = None
    heard: frozenset[str] = field(default_factory=frozenset)
    assessment: Assessment | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier requests of a school say: its name, its partnership, its area's authority, the rulebook used."""

    name: str | None = None
    partnership: str | None = None
    rulebook: str | None = None
    area: str | None = None
    area_name: str | None = None


def surroundings(session: Session, viewer: Viewer, numbers: Sequence[int]) -> dict[int, Sent]:
    """By the number of each case, in four queries however many there are."""
    mine = (Case.id.in_(numbers), cases_seen(viewer))
    children = dict(
        session.execute(
            select(Party.case_id, Party.name)
            .join(Case, Case.id == Party.case_id)
            .where(*mine, Party.role == "child")
            .order_by(Party.id)
        ).all()
    )
    heard: dict[int, set[str]] = {}
    voices = select(Voice.case_id, Voice.who).join(Case, Case.id == Voice.case_id).where(*mine).distinct()
    for number, who in session.execute(voices.order_by(Voice.case_id, Voice.who)):
        heard.setdefault(number, set()).add(who)
    assessments = _latest(session, viewer, Assessment, numbers)
    decisions = _latest(session, viewer, Decision, numbers)
    return {
        number: Sent(
            children.get(number),
            frozenset(heard.get(number, ())),
            assessments.get(number),
            decisions.get(number),
        )
        for number in numbers
    }


def known_of_school(session: Session, viewer: Viewer, urn: str) -> Known:
    """From the latest request of a school that the viewer may see; nothing known where there is none."""
    row = session.execute(
        select(Case.id, Case.partnership, Case.rulebook, Party.name)
        .join(Party, Party.case_id == Case.id)
        .where(Party.role == "school", Party.reference == urn, cases_seen(viewer))
        .order_by(Party.name.is_(None), Case.id.desc(), Party.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return Known()
    area = session.execute(
        select(Party.reference, Party.name)
        .where(Party.case_id == row.id, Party.role == "area")
        .order_by(Party.id.desc())
        .limit(1)
    ).one_or_none()
    return Known(row.name, row.partnership, row.rulebook, *(area or (None, None)))


def partnerships(session: Session) -> Sequence[str]:
    """The partnerships that requests have named so far, in order. Their names are public: no viewer is asked."""
    return session.scalars(
        select(Case.partnership).where(Case.partnership.is_not(None)).distinct().order_by(Case.partnership)
    ).all()  # type: ignore[return-value]


def _latest(session: Session, viewer: Viewer, table: type[Row], numbers: Sequence[int]) -> dict[int, Row]:
    last = (
        select(func.max(table.id))
        .join(Case, Case.id == table.case_id)
        .where(Case.id.in_(numbers), cases_seen(viewer))
        .group_by(table.case_id)
    )
    return {row.case_id: row for row in session.scalars(select(table).where(table.id.in_(last)).order_by(table.id))}
