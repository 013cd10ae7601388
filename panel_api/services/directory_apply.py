"""Applying a file of establishments that was checked: all of it in one transaction, or nothing.

What stood when it was checked must stand still; otherwise it is refused, and the file is checked again.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from panel_api.errors import Trouble, conflict
from panel_api.models import DirectoryImport
from panel_api.services.desk import Desk
from panel_api.services.directory_import import SOURCE, checked_import, counts_of
from panel_api.services.directory_row import FIELDS
from panel_api.store import directory
from panel_api.store.provision import cell_of

COLUMNS: Final = ("code", "within_id", "import_digest", "cell", *FIELDS)
_EAST, _NORTH, _NEEDS = (FIELDS.index(name) for name in ("easting", "northing", "needs"))


def apply_directory(
    session: Session, desk: Desk, number: int, *, over_hand: bool = False, told: Callable[[int], None] | None = None
) -> DirectoryImport:
    """Apply a file, in the caller's transaction. over_hand: also where a person changed what the file now says.

    told: called with how many provisions are done. Raises Trouble "not-found" or "conflict".
    """
    row = checked_import(session, number)
    if counts_of(row).stands_at != directory.stands_at(session, desk.viewer):
        raise _moved(number)
    work = _Work(session, desk, row, over_hand, told)
    try:
        for batch in directory.rows_doing(session, number, "new"):
            work.add(batch)
        for action in ("changed", "kept"):
            for batch in directory.rows_doing(session, number, action):
                work.change(batch)
    except IntegrityError:
        raise _moved(number) from None
    directory.set_state(session, number, "applied", work.at)
    return row


def _moved(number: int) -> Trouble:
    return conflict(
        f"The directory was changed since file {number} was checked", "Check the file again, and apply what that shows"
    )


class _Work:
    def __init__(
        self, session: Session, desk: Desk, row: DirectoryImport, over_hand: bool, told: Callable[[int], None] | None
    ) -> None:
        self.session, self.viewer, self.at = session, desk.viewer, desk.clock()
        self.number, self.over_hand, self.told, self.done = row.id, over_hand, told, 0
        self.source = f"{SOURCE}, file {row.id}"
        self.words = f"From {row.file_name[:200]}, file {row.id}"

    def add(self, batch: list[Row[Any]]) -> None:
        """New provisions: schools first, so that their units know their numbers."""
        schools = [each for each in batch if each.said["within"] is None]
        units = [each for each in batch if each.said["within"] is not None]
        within = {each.said["within"] for each in units}
        self._insert(schools, {})
        numbers = directory.numbers_of_codes(self.session, within | {each.code for each in schools})
        if units:
            self._insert(units, numbers)
            numbers |= directory.numbers_of_codes(self.session, [each.code for each in units])
        directory.add_changes(
            self.session,
            self.viewer,
            self.number,
            ((numbers[each.code], self.words, "{}") for each in batch),
            self.at,
        )
        rolls = ((numbers[each.code], *each.said["roll"]) for each in batch if each.said["roll"])
        self._numbers([(number, day, None, roll, None, None, self.source) for number, roll, day in rolls])
        self._tell(len(batch))

    def change(self, batch: list[Row[Any]]) -> None:
        """Provisions that stand already: only the fields that differ."""
        alike: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
        sealed, only_read = [], []
        for each in batch:
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
                raise _moved(self.number)
        directory.note_digests(self.session, only_read)
        directory.add_changes(self.session, self.viewer, self.number, sealed, self.at)
        self._carry([(each.said["id"], each.said["roll"]) for each in batch if each.said["roll"]])
        self._tell(len(batch))

    def _insert(self, rows: list[Row[Any]], numbers: dict[str, int]) -> None:
        values = []
        for each in rows:
            said = each.said
            given = [said["fields"][name] for name in FIELDS]
            cell = cell_of(given[_EAST], given[_NORTH])
            if given[_NEEDS] is not None:
                given[_NEEDS] = json.dumps(given[_NEEDS])
            values.append((each.code, numbers.get(said["within"] or ""), said["digest"], cell, *given))
        directory.add_provisions(self.session, COLUMNS, values, self.at)

    def _carry(self, rolls: list[tuple[int, list[Any]]]) -> None:
        """New numbers on roll beside what else was known, which goes on as it was."""
        last = directory.last_numbers(self.session, self.viewer, [number for number, _ in rolls])
        rows = []
        for number, (_, roll, day) in rolls:
            was = last.get(number)
            rest = (None, None, None) if was is None else (was.commissioned, was.leaving, was.named)
            source = self.source if was is None else f"{self.source}: on roll; the rest as it was ({was.source[:100]})"
            rows.append((number, day, rest[0], roll, rest[1], rest[2], source))
        self._numbers(rows)

    def _numbers(self, rows: list[tuple[object, ...]]) -> None:
        directory.add_numbers(self.session, self.viewer, rows, self.at)

    def _tell(self, many: int) -> None:
        self.done += many
        if self.told is not None:
            self.told(self.done)


def _set(changes: dict[str, list[Any]], cell: int | None) -> tuple[tuple[str, ...], list[object]]:
    """The fields to set and their values, the square that a new point lies in among them."""
    values = {name: pair[1] for name, pair in sorted(changes.items())}
    if values.get("needs") is not None:
        values["needs"] = json.dumps(values["needs"])
    if "easting" in values or "northing" in values:
        values["cell"] = cell
    return tuple(values), list(values.values())
