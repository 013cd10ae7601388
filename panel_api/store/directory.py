"""Files of establishments beside the directory: what is known, what a file would change, and writing it in bulk.

Rows are written by the driver's own statements, as plain values that both databases read (days and JSON as text): a
file has sixty thousand.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from panel_api.models import DirectoryImport, DirectoryRow, Provision, ProvisionChange, ProvisionPlaces
from panel_api.store.provision import provision_seen
from panel_api.store.viewer import Viewer

BATCH: Final = 1_000
MOST_LISTED: Final = 100
PAGE: Final = 50


class Known(NamedTuple):
    """What of a provision is looked at for every row. digest: of the row it was last read from."""

    number: int
    digest: str | None
    invented: bool
    authority: str | None


def known_provisions(session: Session, viewer: Viewer) -> dict[str, Known]:
    """Every provision by its code."""
    columns = (Provision.code, Provision.id, Provision.import_digest, Provision.invented, Provision.authority)
    query = select(*columns).where(provision_seen(viewer)).order_by(Provision.id)
    rows = session.execute(query, execution_options={"yield_per": BATCH})
    return {code: Known(number, digest, invented, authority) for code, number, digest, invented, authority in rows}


def rows_by_number(session: Session, viewer: Viewer, numbers: Collection[int]) -> dict[int, Row[Any]]:
    """Provisions as plain rows, by number: not more than some hundreds at once."""
    query = select(Provision.__table__).where(Provision.id.in_(numbers), provision_seen(viewer)).order_by(Provision.id)
    return {row.id: row for row in session.execute(query)}


def last_numbers(session: Session, viewer: Viewer, numbers: Collection[int]) -> dict[int, Row[Any]]:
    """The numbers of each provision that begin last, whenever that is, as plain rows."""
    query = select(ProvisionPlaces.__table__).where(ProvisionPlaces.provision_id.in_(numbers), provision_seen(viewer))
    rows = session.execute(query.order_by(ProvisionPlaces.from_day, ProvisionPlaces.id))
    return {row.provision_id: row for row in rows}


def fields_by_hand(session: Session, viewer: Viewer) -> dict[int, set[str]]:
    """By provision, the fields that a person changed last."""
    touched = select(ProvisionChange.provision_id).where(ProvisionChange.source == "hand")
    query = select(ProvisionChange.provision_id, ProvisionChange.source, ProvisionChange.changes).where(
        ProvisionChange.provision_id.in_(touched), provision_seen(viewer)
    )
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for number, source, changes in session.execute(query.order_by(ProvisionChange.id)):
        found[number].update(dict.fromkeys(changes, source))
    return {number: {name for name, source in last.items() if source == "hand"} for number, last in found.items()}


def stands_at(session: Session, viewer: Viewer) -> list[int]:
    """What the directory is at: its last provision and its last change, so that it is known whether it moved."""
    seen = provision_seen(viewer)
    last = session.scalar(select(func.max(Provision.id)).where(seen))
    changed = session.scalar(select(func.max(ProvisionChange.id)).where(seen))
    return [last or 0, changed or 0]


def import_by_number(session: Session, number: int) -> DirectoryImport | None:
    """One file that was read."""
    return session.get(DirectoryImport, number)


def latest_imports(session: Session) -> Sequence[DirectoryImport]:
    """The files that were read last, the newest first."""
    return session.scalars(select(DirectoryImport).order_by(DirectoryImport.id.desc()).limit(MOST_LISTED)).all()


def hold_imports(session: Session) -> None:
    """Hold every file that may still be applied until this transaction ends, so that one is applied at a time."""
    query = select(DirectoryImport.id).where(DirectoryImport.state == "checked").order_by(DirectoryImport.id)
    session.execute(query.with_for_update()).all()


def add_import(session: Session, viewer: Viewer, file_name: str, at: dt.datetime) -> DirectoryImport:
    """A file that is about to be read, in the viewer's name; its hash and its counts are filled in afterwards."""
    row = DirectoryImport(
        sha256="",
        file_name=file_name[:200] or "Unnamed",
        state="checked",
        counts={},
        by_role=viewer.role,
        by_reference=viewer.reference,
        written_at=at,
        applied_at=None,
    )
    session.add(row)
    session.flush()
    return row


def set_state(session: Session, number: int, state: str, at: dt.datetime | None) -> None:
    """What became of a file."""
    session.execute(
        update(DirectoryImport).where(DirectoryImport.id == number).values(state=state, applied_at=at),
        execution_options={"synchronize_session": "fetch"},
    )


def add_rows(session: Session, number: int, rows: Iterable[tuple[int, str, str, str, str]]) -> None:
    """Keep what a file's rows would do: line, action, code, name and what is said, in canonical JSON."""
    columns = ("line", "action", "code", "name", "said", "import_id")
    _insert(session, "directory_rows", columns, rows, same=(number,), together=20)


WRITTEN: Final = ("new", "changed", "kept")
"""What rows of a file are written where it is applied."""


def rows_kept(session: Session, number: int, actions: Sequence[str] = WRITTEN) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a file that do one of these things, in the order they were kept, a batch at a time.

    Each: its line, action, code, name and what is said.
    """
    columns = (DirectoryRow.line, DirectoryRow.action, DirectoryRow.code, DirectoryRow.name, DirectoryRow.said)
    asked, after = DirectoryRow.action.in_(actions), 0
    while True:
        query = select(*columns, DirectoryRow.id).where(
            DirectoryRow.import_id == number, asked, DirectoryRow.id > after
        )
        rows = session.execute(query.order_by(DirectoryRow.id).limit(BATCH)).all()
        if not rows:
            return
        after = rows[-1].id
        yield [tuple(each)[:-1] for each in rows]


def page_of_rows(session: Session, number: int, action: str, after: tuple[int, str]) -> Sequence[DirectoryRow]:
    """A page of a file's rows that do one thing, by line and code, after that one; one more than a page where any."""
    line, code = after
    later = (DirectoryRow.line > line) | ((DirectoryRow.line == line) & (DirectoryRow.code > code))
    query = select(DirectoryRow).where(DirectoryRow.import_id == number, DirectoryRow.action == action, later)
    return session.scalars(query.order_by(DirectoryRow.line, DirectoryRow.code).limit(PAGE + 1)).all()


def add_provisions(
    session: Session, columns: Sequence[str], rows: Sequence[Sequence[object]], at: dt.datetime, *, within: bool
) -> None:
    """New provisions, whose values stand as `columns` orders them; what else they need is filled in.

    within: whether the first column is given as the code of the school that they are part of.
    """
    moment = _moment(session, at)
    more = ("facts", "invented", "version", "created_at", "updated_at")
    same = ("{}", False, 1, moment, moment)
    _insert(session, "provisions", (*columns, *more), rows, by_code=within, same=same)


def change_provisions(
    session: Session, fields: Sequence[str], rows: Sequence[Sequence[object]], at: dt.datetime
) -> bool:
    """Change these fields of provisions: their values, then digest, number and version. False where one had moved."""
    mark, moment = _mark(session), _moment(session, at)
    sets = ", ".join(f"{field} = {mark}" for field in (*fields, "import_digest", "updated_at"))
    text = f"UPDATE provisions SET {sets}, version = version + 1 WHERE id = {mark} AND version = {mark}"
    found = session.connection().exec_driver_sql(text, [(*row[:-2], moment, *row[-2:]) for row in rows])
    return found.rowcount == len(rows)


def note_digests(session: Session, rows: Sequence[tuple[str, int]]) -> None:
    """That provisions were read from a row, nothing of which was taken: digest and number."""
    if rows:
        mark = _mark(session)
        session.connection().exec_driver_sql(
            f"UPDATE provisions SET import_digest = {mark} WHERE id = {mark}",
            list(rows),
        )


def add_changes(
    session: Session, viewer: Viewer, number: int, rows: Iterable[tuple[int, str, str]], at: dt.datetime
) -> None:
    """Seal what a file changed: provision, words, and what it was and is, in JSON."""
    same = (number, "import", viewer.role, viewer.reference, _moment(session, at))
    columns = ("provision_id", "words", "changes", "import_id", "source", "by_role", "by_reference", "written_at")
    _insert(session, "provision_changes", columns, rows, same=same)


def add_numbers(session: Session, viewer: Viewer, rows: Iterable[Sequence[object]], at: dt.datetime) -> None:
    """Seal numbers: provision, day, commissioned, on roll, leaving, named and source."""
    columns = ("provision_id", "from_day", "commissioned", "on_roll", "leaving", "named", "source", *_BY)
    same = (viewer.role, viewer.reference, _moment(session, at))
    _insert(session, "provision_places", columns, rows, same=same)


def add_rolls(session: Session, viewer: Viewer, rows: Iterable[Sequence[object]], source: str, at: dt.datetime) -> None:
    """Seal the first numbers of new provisions: code, on roll and day."""
    columns = ("provision_id", "on_roll", "from_day", "source", *_BY)
    same = (source, viewer.role, viewer.reference, _moment(session, at))
    _insert(session, "provision_places", columns, rows, by_code=True, same=same, together=20)


@contextmanager
def much_at_once(session: Session) -> Iterator[None]:
    """While much is written: SQLite keeps 64 MB of pages at hand, not 2, since its indexes are written all over."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql("PRAGMA cache_size = -65536")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before}")


_BY: Final = ("by_role", "by_reference", "written_at")


def _insert(
    session: Session,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    by_code: bool = False,
    same: Sequence[object] = (),
    together: int = 1,
) -> None:
    """by_code: the first column is a provision's number, and its code is given. same: the last columns' values.

    together: rows to a statement, where it is cheaper so.
    """
    connection, every, rest = session.connection(), iter(rows), tuple(same)
    lite = connection.dialect.name == "sqlite"
    if not lite and not by_code:
        _copied(connection, table, columns, ((*row, *rest) for row in every))
        return
    mark = "?" if lite else "%s"
    first = f"(SELECT id FROM provisions WHERE code = {mark})" if by_code else mark
    marks = f"({', '.join([first] + [mark] * (len(columns) - 1))})"
    text = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    while batch := [(*row, *rest) for row in islice(every, BATCH)]:
        whole = len(batch) // together * together if together > 1 else 0
        if whole:
            runs = [tuple(chain.from_iterable(batch[at : at + together])) for at in range(0, whole, together)]
            connection.exec_driver_sql(text + ", ".join([marks] * together), runs)
        if batch[whole:]:
            connection.exec_driver_sql(text + marks, batch[whole:])


def _copied(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """PostgreSQL takes many rows by COPY, within the transaction and under the same triggers."""
    from psycopg import errors

    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    except errors.IntegrityError as error:
        raise IntegrityError(None, None, error) from None


def _mark(session: Session) -> str:
    return "?" if session.connection().dialect.name == "sqlite" else "%s"


def _moment(session: Session, at: dt.datetime) -> object:
    dialect = session.connection().dialect
    process = Provision.__table__.c.created_at.type.dialect_impl(dialect).bind_processor(dialect)
    return process(at) if process else at
