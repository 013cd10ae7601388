"""A file of establishments beside the directory: what it would change, kept to be seen before it is applied or left.

A provision is known by its code. What a row says as before is passed over by its digest. A field that a person changed
last stays as they left it: the file's value is shown beside it. What is missing from the file is listed and stays.
"""

import datetime as dt
import gc
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO, Final, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from engine.problems import Problem
from panel_api.errors import conflict, not_found
from panel_api.models import DirectoryImport
from panel_api.services.desk import Desk
from panel_api.services.directory_cells import shown
from panel_api.services.directory_file import DirectoryFile, Line
from panel_api.services.directory_row import FIELDS, Given, Rejected, codes_of, digest_of, provisions_of
from panel_api.store import directory
from panel_api.store.provision import cell_of

SOURCE: Final = "Department for Education, list of establishments"
"""How the numbers say that they are from such a file."""
_BATCH: Final = 400
_TOGETHER: Final = (("easting", "northing"), ("least_age", "most_age"))
_NAME, _AUTHORITY, _EAST, _NORTH = map(FIELDS.index, ("name", "authority", "easting", "northing"))
Told = Callable[[int], None]


@dataclass(slots=True)
class Counts:
    """What a file would do. The first six are rows and the other five of them make up the first; the rest provisions.

    elsewhere: of authorities that were not asked for. units: new ones within schools. kept: left as a person changed
    them. missing: in an earlier file and not in this one. stands_at: where the directory was when it was compared.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    elsewhere: int = 0
    provisions_new: int = 0
    provisions_changed: int = 0
    units: int = 0
    closed: int = 0
    reopened: int = 0
    kept: int = 0
    missing: int = 0
    letters: str = ""
    authorities: list[str] = field(default_factory=list)
    stands_at: list[int] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether the directory would stay as it is."""
        return not (self.provisions_new or self.provisions_changed)


def counts_of(row: DirectoryImport) -> Counts:
    """The counts of a file that was read."""
    return Counts(**row.counts)


class Kept(NamedTuple):
    """One thing that a row does. said: as `DirectoryRow` keeps it."""

    line: int
    action: str
    code: str
    name: str
    said: Mapping[str, Any]


def check_directory(
    desk: Desk, source: BinaryIO, file_name: str, authorities: Collection[str] = (), told: Told | None = None
) -> int:
    """Read a file and keep what it would change, to be seen; its number. Nothing of the directory is changed.

    authorities: by code, whose rows are looked at; all without any. told: called with how many rows were read. Raises
    Trouble "bad-input" for a file that is none.
    """
    with desk.database.writing() as session:
        return read_directory(session, desk, source, file_name, authorities, told).id


def read_directory(
    session: Session,
    desk: Desk,
    source: BinaryIO,
    file_name: str,
    authorities: Collection[str] = (),
    told: Told | None = None,
    writing: Callable[[DirectoryImport], Callable[[Sequence[Kept]], None]] | None = None,
) -> DirectoryImport:
    """The same in the caller's transaction. writing: gives what each batch of what is kept is then handed to.

    What is new is then written at once, so that its fields are not kept a second time.
    """
    file = DirectoryFile(source)
    kept = directory.add_import(session, desk.viewer, file_name, desk.clock())
    write = writing(kept) if writing is not None else None

    def keep(batch: Sequence[Kept]) -> None:
        rows = [
            (line, action, code, name, "{}" if write and action == "new" else _json(said))
            for line, action, code, name, said in batch
        ]
        directory.add_rows(session, kept.id, rows)
        if write is not None:
            write(batch)

    plan = _Plan(session, desk, keep, authorities)
    gc.freeze()  # what is loaded already need not be gone through each time that rows have come and gone
    try:
        for line in file.rows(told):
            plan.take(line)
        counts = plan.finished()
    finally:
        gc.unfreeze()
    counts.letters = file.letters
    kept.sha256, kept.counts = file.sha256, asdict(counts)
    return kept


def leave_directory(session: Session, number: int) -> None:
    """Leave a file: it is not applied any more. Raises Trouble "not-found" or "conflict"."""
    checked_import(session, number)
    directory.set_state(session, number, "left", None)


def checked_import(session: Session, number: int) -> DirectoryImport:
    """A file that may still be applied or left, and is held. Raises Trouble "not-found" or "conflict"."""
    directory.hold_imports(session)
    row = directory.import_by_number(session, number)
    if row is None:
        raise not_found(f"There is no file of establishments {number}")
    if row.state != "checked":
        raise conflict(f"File {number} was {row.state} already", "Check the file again to see what is left to do")
    return row


REJECTED_HEADS: Final = ("Line", "URN", "Name", "Where", "What is wrong", "What was expected", "What to do")


def rejected_cells(session: Session, number: int) -> Iterator[tuple[int | str, ...]]:
    """Every reason of every row of a file that was rejected, in order of line, as `REJECTED_HEADS` has them."""
    for batch in directory.rows_kept(session, number, ("rejected",)):
        for line, _, code, name, said in batch:
            for where, *rest in said["problems"]:
                yield line, code, name, where.partition(", ")[2], *rest


class _Plan:
    """What the rows come to, one after another; those of known provisions are compared some hundreds at a time."""

    def __init__(
        self, session: Session, desk: Desk, keep: Callable[[Sequence[Kept]], None], authorities: Collection[str]
    ) -> None:
        self.session, self.viewer, self.keep, self.today = session, desk.viewer, keep, desk.last_day()
        self.authorities = frozenset(authorities)
        self.known = directory.known_provisions(session, desk.viewer)
        self.by_hand = directory.fields_by_hand(session, desk.viewer)
        self.seen: set[str] = set()
        self.doing: list[Kept] = []
        self.waiting: list[tuple[int, str, list[Given]]] = []
        self.counts = Counts(authorities=sorted(self.authorities), stands_at=directory.stands_at(session, desk.viewer))

    def take(self, line: Line) -> None:
        """One row."""
        self.counts.rows += 1
        digest = "" if line.problems else digest_of(line)
        known = self.known.get(line.cells[0].strip()) if digest else None
        if known is not None and known.digest == digest:
            self.seen.update(codes_of(line))
            self._unchanged(line)
            return
        try:
            given = provisions_of(line)
        except Rejected as wrong:
            self._reject(line, wrong.problems)
            return
        if self.authorities and given[0].fields[_AUTHORITY] not in self.authorities:
            self.counts.elsewhere += 1
            return
        there = [found for each in given if (found := self.known.get(each.code)) is not None]
        if not there:
            self.counts.new += 1
            for each in given:
                self._new(line.number, digest, each)
        elif any(each.invented for each in there):
            self._reject(line, [_invented(line.number)])
        else:
            self._beside(line.number, digest, given)

    def finished(self) -> Counts:
        """The counts, once all that waits is compared and what is missing is listed."""
        self._compare()
        missing = [
            (code, each.number)
            for code, each in self.known.items()
            if each.digest and code not in self.seen and (not self.authorities or each.authority in self.authorities)
        ]
        self.counts.missing = len(missing)
        for start in range(0, len(missing), _BATCH):
            some = missing[start : start + _BATCH]
            rows = directory.rows_by_number(self.session, self.viewer, [number for _, number in some])
            for code, number in some:
                self._write(0, "missing", code, rows[number].name, {"state": rows[number].state})
        self._keep()
        return self.counts

    def _unchanged(self, line: Line) -> None:
        if self.authorities and line.cells[1].strip() not in self.authorities:
            self.counts.elsewhere += 1
        else:
            self.counts.unchanged += 1

    def _reject(self, line: Line, problems: Sequence[Problem]) -> None:
        self.counts.rejected += 1
        code, name = (shown(line.cells[at])[1:-1] for at in (0, 2)) if line.cells else ("", "")
        if code in self.known:
            self.seen.update((code, f"{code}-U", f"{code}-R"))  # it is in the file, though it cannot be used
        said = [[str(each.where), each.wrong, each.expected, each.remedy] for each in problems]
        self._write(line.number, "rejected", code[:32], name, {"problems": said})

    def _beside(self, number: int, digest: str, given: list[Given]) -> None:
        self.seen.update(each.code for each in given)
        self.waiting.append((number, digest, given))
        if len(self.waiting) >= _BATCH:
            self._compare()

    def _new(self, number: int, digest: str, each: Given) -> None:
        self.counts.provisions_new += 1
        if each.within is not None:
            self.counts.units += 1
        said = {"digest": digest, "fields": each.fields, "within": each.within, "roll": self._dated(each)}
        self._write(number, "new", each.code, each.fields[_NAME], said)

    def _dated(self, each: Given) -> tuple[int, str] | None:
        return None if each.roll is None else (each.roll[0], each.roll[1] or self.today.isoformat())

    def _compare(self) -> None:
        numbers = [
            self.known[each.code].number for _, _, given in self.waiting for each in given if each.code in self.known
        ]
        rows = directory.rows_by_number(self.session, self.viewer, numbers)
        rolls = directory.last_numbers(self.session, self.viewer, numbers)
        for number, digest, given in self.waiting:
            new = given[0].code not in self.known
            done = [self._compared(number, digest, each, rows, rolls) for each in given]
            self.counts.new += new
            self.counts.changed += not new and any(done)
            self.counts.unchanged += not new and not any(done)
        self.waiting.clear()

    def _compared(
        self, number: int, digest: str, each: Given, rows: Mapping[int, Row[Any]], rolls: Mapping[int, Row[Any]]
    ) -> bool:
        """Whether this provision would be changed or made."""
        known = self.known.get(each.code)
        if known is None:
            self._new(number, digest, each)
            return True
        row, roll = rows[known.number], rolls.get(known.number)
        differing = _differing(row, each.fields)
        mine = _with_others(self.by_hand.get(known.number, set()))
        changes = {name: pair for name, pair in differing.items() if name not in mine}
        kept = {name: pair for name, pair in differing.items() if name in mine}
        rolled = _rolled(self._dated(each), roll)
        if not (changes or kept or rolled):
            return False
        said = {"id": known.number, "version": row.version, "digest": digest, "changes": changes, "kept": kept}
        if "easting" in differing or "northing" in differing:
            said["cell"] = cell_of(each.fields[_EAST], each.fields[_NORTH])
        self.counts.kept += bool(kept)
        if changes or rolled:
            self.counts.provisions_changed += 1
            self.counts.closed += changes.get("state", [""])[-1] == "closed"
            self.counts.reopened += changes.get("state", [""])[0] == "closed"
        action = "changed" if changes or rolled else "kept"
        self._write(number, action, each.code, each.fields[_NAME], said | {"roll": rolled})
        return action == "changed"

    def _write(self, line: int, action: str, code: str, name: str, said: Mapping[str, Any]) -> None:
        self.doing.append(Kept(line, action, code, name[:200], said))
        if len(self.doing) >= _BATCH:
            self._keep()

    def _keep(self) -> None:
        self.keep(self.doing)
        self.doing = []


_json: Final = json.JSONEncoder(separators=(",", ":")).encode


def _differing(row: Row[Any], fields: Sequence[Any]) -> dict[str, list[Any]]:
    """By field that differs, what the directory has and what the file has."""
    found = {}
    for name, given in zip(FIELDS, fields, strict=True):
        was, now = getattr(row, name), list(given) if isinstance(given, tuple) else given
        if isinstance(was, dt.date):
            was = was.isoformat()
        if was != now:
            found[name] = [was, now]
    return found


def _with_others(by_hand: set[str]) -> set[str]:
    """The fields a person changed, and those that mean nothing without them."""
    return by_hand.union(*(pair for pair in _TOGETHER if not by_hand.isdisjoint(pair)))


def _rolled(given: tuple[int, str] | None, last: Row[Any] | None) -> list[Any] | None:
    """What was on roll, is, and since when, where the file knows later than the directory."""
    if given is None or (last is not None and last.on_roll == given[0]):
        return None
    if last is not None:
        before = last.from_day.isoformat()
        if given[1] < before or (given[1] == before and not last.source.startswith(SOURCE)):
            return None
    return [None if last is None else last.on_roll, *given]


def _invented(number: int) -> Problem:
    return Problem(
        f"line {number}, URN",
        "the directory holds an invented provision under this URN",
        "a URN that stands for one establishment",
        "Import into a directory without the invented county",
    )
