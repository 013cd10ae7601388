"""The records as a list, the newest first, a page at a time: all of them, or those that a search finds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_api.models import Case, Record, RecordFind
from panel_api.store.record_search import RecordFilter, search_records
from panel_api.store.viewer import Viewer, cases_named, cases_seen, records_seen


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of records, each with what finds it, by its number; one that cannot be read has nothing that finds it.

    before, whole: as in `FoundRecords`.
    """

    rows: Sequence[Record]
    finds: Mapping[int, RecordFind]
    before: int | None
    whole: bool = True


def find_records(
    session: Session, viewer: Viewer, wanted: RecordFilter, before: int | None = None, size: int = 50
) -> RecordPage:
    """A page of records, the newest first. Where nothing is asked for, every record is there, readable or not."""
    if not wanted.given():
        query = select(Record).where(records_seen(viewer)).order_by(Record.sequence.desc()).limit(size + 1)
        rows = session.scalars(query if before is None else query.where(Record.sequence < before)).all()
        shown = rows[:size]
        numbers = [each.sequence for each in shown]
        found = session.scalars(select(RecordFind).where(RecordFind.sequence.in_(numbers), records_seen(viewer)))
        finds = {each.sequence: each for each in found}
        return RecordPage(shown, finds, shown[-1].sequence if len(rows) > size else None)
    page = search_records(session, viewer, wanted, before, size)
    numbers = [each.sequence for each in page.rows]
    records = session.scalars(select(Record).where(Record.sequence.in_(numbers), records_seen(viewer)))
    by_number = {each.sequence: each for each in records}
    return RecordPage(
        [by_number[each] for each in numbers], {each.sequence: each for each in page.rows}, page.before, page.whole
    )


def cases_open(session: Session, viewer: Viewer, cases: Collection[int], at: object) -> set[int]:
    """Of these cases, by number, those that the viewer may see and know whom they are about; two queries at most."""
    wanted = select(Case.id).where(Case.id.in_(cases), cases_seen(viewer)).order_by(Case.id)
    return cases_named(session, viewer, session.scalars(wanted).all(), at) if cases else set()
