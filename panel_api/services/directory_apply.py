"""Applying a file of establishments that was checked: all of it in one transaction, or nothing.

What stood when it was checked must stand still; otherwise it is refused, and the file is checked again.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, BinaryIO, Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from panel_api import store
from panel_api.errors import Trouble, conflict
from panel_api.models import DirectoryImport
from panel_api.services.desk import Desk
from panel_api.services.directory_import import (
    SOURCE,
    Kept,
    Told,
    checked_import,
    counts_of,
    read_directory,
)
from panel_api.services.directory_row import FIELDS
from panel_api.store import directory
from panel_api.store.provision import cell_of

_EAST, _NORTH, _NEEDS = (FIELDS.index(name) for name in ("easting", "northing", "needs"))
COLUMNS: Final = ("within_id", "code", "import_digest", "cell", "needs", *FIELDS[:_NEEDS], *FIELDS[_NEEDS + 1 :])


def import_directory(
    desk: Desk,
    source: BinaryIO,
    file_name: str,
    authorities: Collection[str] = (),
    told: Told | None = None,
    done: Told | None = None,
    *,
    over_hand: bool = False,
) -> int:
    """Read a file, keep what it changes, and apply it at once; its number.

    told, done: called with how many rows are read, and provisions written. Raises Trouble "bad-input" or "conflict".
    """
    with desk.database.writing() as session, directory.much_at_once(session):
        directory.hold_imports(session)

        def writing(row: DirectoryImport) -> Callable[[Sequence[Kept]], None]:
            return _Work(session, desk, row, over_hand, done).do

        with _standing("this file"):
            row = read_directory(session, desk, source, file_name, authorities, told, writing)
        directory.set_state(session, row.id, "applied", desk.clock())
        store.log_change(session, desk.viewer, "directory_imported", f"file-{row.id}", desk.clock())
        return row.id


def apply_directory(
    session: Session, desk: Desk, number: int, *, over_hand: bool = False, done: Told | None = None
) -> DirectoryImport:
    """Apply a file that was checked, in the caller's transaction. over_hand: also where a person changed what it says.

    Raises Trouble "not-found" or "conflict".
    """
    row = checked_import(session, number)
    if counts_of(row).stands_at != directory.stands_at(session, desk.viewer):
        raise _moved(f"file {number}")
    work = _Work(session, desk, row, over_hand, done)
    with _standing(f"file {number}"), directory.much_at_once(session):
        for batch in directory.rows_kept(session, number):
            work.do([Kept(*each) for each in batch])
    directory.set_state(session, number, "applied", work.at)
    store.log_change(session, desk.viewer, "directory_imported", f"file-{number}", work.at)
    return row


@contextmanager
def _standing(what: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise _moved(what) from None


def _moved(what: str) -> Trouble:
    return conflict(
        f"The directory was changed since {what} was checked", "Check the file again, and apply what that shows"
    )


class _Work:
    """One file's changes, a batch at a time, in the order of the file."""

    def __init__(self, session: Session, desk: Desk, row: DirectoryImport, over_hand: bool, done: Told | None) -> None:
        self.session, self.viewer, self.at = session, desk.viewer, desk.clock()
        self.number, self.over_hand, self.done, self.many = row.id, over_hand, done, 0
        self.source = f"{SOURCE}, file {row.id}"
        self.words = f"From {row.file_name[:200]}, file {row.id}"

    def do(self, batch: Sequence[Kept]) -> None:
        """Write one batch."""
        new = [each for each in batch if each.action == "new"]
        if new:
            self._add(new)
        standing = [each for each in batch if each.action in ("changed", "kept")]
        if standing:
            self._change(standing)
        self.many += len(new) + len(standing)
        if self.done is not None:
            self.done(self.many)

    def _add(self, new: list[Kept]) -> None:
        """New provisions: schools first, so that their units find them."""
        for within in (False, True):
            rows = [_values(each) for each in new if (each.said["within"] is not None) is within]
            directory.add_provisions(self.session, COLUMNS, rows, self.at, within=within)
        rolls = ((each.code, *each.said["roll"]) for each in new if each.said["roll"])
        directory.add_rolls(self.session, self.viewer, rolls, self.source, self.at)

    def _change(self, standing: list[Kept]) -> None:
        """Provisions that stand already: only the fields that differ."""
        alike: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
        sealed, only_read = [], []
        for each in standing:
            said = each.said
            changes = {**said["changes"], **(said["kept"] if self.over_hand else {})}
            if not changes:
                only_read.append((said["digest"], said["id"]))
                continue
            names, values = _set(changes, said.get("cell"))
            alike.setdefault(names, []).append((*values, said["digest"], said["id"], said["version"]))
            sealed.append((said["id"], self.words, json.dumps(changes)))
        for names, rows in alike.items():
            if not directory.change_provisions(self.session, names, rows, self.at):
                raise _moved(f"file {self.number}")
        directory.note_digests(self.session, only_read)
        directory.add_changes(self.session, self.viewer, self.number, sealed, self.at)
        self._carry([(each.said["id"], each.said["roll"]) for each in standing if each.said["roll"]])

    def _carry(self, rolls: list[tuple[int, Sequence[Any]]]) -> None:
        """New numbers on roll beside what else was known, which goes on as it was."""
        last = directory.last_numbers(self.session, self.viewer, [number for number, _ in rolls])
        rows = []
        for number, (_, roll, day) in rolls:
            was = last.get(number)
            rest = (None, None, None) if was is None else (was.commissioned, was.leaving, was.named)
            source = self.source if was is None else f"{self.source}: on roll; the rest as it was ({was.source[:100]})"
            rows.append((number, day, rest[0], roll, rest[1], rest[2], source))
        directory.add_numbers(self.session, self.viewer, rows, self.at)


def _values(each: Kept) -> tuple[object, ...]:
    said = each.said
    given = said["fields"]
    cell = cell_of(given[_EAST], given[_NORTH])
    return (
        said["within"],
        each.code,
        said["digest"],
        cell,
        _needs(given[_NEEDS]),
        *given[:_NEEDS],
        *given[_NEEDS + 1 :],
    )


def _needs(codes: Sequence[str] | None) -> str | None:
    return None if codes is None else _text_of(tuple(codes))


@lru_cache(1 << 10)
def _text_of(codes: tuple[str, ...]) -> str:
    return json.dumps(codes)


def _set(changes: Mapping[str, Sequence[Any]], cell: int | None) -> tuple[tuple[str, ...], list[object]]:
    """The fields to set and their values, the square that a new point lies in among them."""
    values = {name: pair[1] for name, pair in sorted(changes.items())}
    if "needs" in values:
        values["needs"] = _needs(values["needs"])
    if "easting" in values or "northing" in values:
        values["cell"] = cell
    return tuple(values), list(values.values())
