"""A roll return taken in: matched with awards, shown first, kept once. It ends nothing: people find who has left."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.errors import Trouble, conflict
from panel_api.models import Award, Import, RollLine
from panel_api.services.desk import Desk
from panel_api.services.roll_file import RollRead, RollRow
from panel_api.store import finance as files
from panel_api.store import leavers


@dataclass(frozen=True, slots=True)
class Matched:
    """A row with the award it is about; None where none is known by it, and such a row is not kept."""

    row: RollRow
    award: Award | None


@dataclass(slots=True)
class RollPlan:
    """Every row of a return with its award, in its order."""

    lines: list[Matched] = field(default_factory=list)
    same_as: Import | None = None

    @property
    def left(self) -> list[Matched]:
        """Pupils of awards who are not on roll any more."""
        return [each for each in self.lines if each.award and not each.row.on_roll]

    @property
    def unknown(self) -> list[Matched]:
        """Rows whose award is not known."""
        return [each for each in self.lines if each.award is None]


def plan_roll(session: Session, desk: Desk, read: RollRead) -> RollPlan:
    """What a return says of awards; nothing is written."""
    by_reference = files.awards_by_reference(session, desk.viewer, (each.award for each in read.rows if each.award))
    by_pupil = leavers.awards_by_pupil(session, desk.viewer, (each.pupil for each in read.rows if not each.award))
    lines = [Matched(each, by_reference.get(each.award) or by_pupil.get(each.pupil)) for each in read.rows]
    children = [Matched(each.row, each.award if each.award and each.award.case_id else None) for each in lines]
    return RollPlan(children, files.import_like(session, "roll", read.sha256))


def take_in_roll(session: Session, desk: Desk, file_name: str, read: RollRead) -> Import:
    """Keep a return, in the caller's transaction, once. Raises Trouble "bad-input" or "conflict"."""
    if read.problems or not read.rows:
        raise Trouble("bad-input", "There is no pupil in it." if not read.problems else "", read.problems)
    found = plan_roll(session, desk, read)
    if found.same_as is not None:
        raise conflict(f"This return was taken in before, as number {found.same_as.id}", "Nothing is left to do")
    new = files.new_import(desk.viewer, "roll", read.sha256, file_name, len(read.rows), desk.clock())
    kept = files.add_import(session, new)
    store.log_change(session, desk.viewer, "leavers_taken_in", f"file-{kept.id}", desk.clock(), rows=len(read.rows))
    files.add_rows(session, RollLine, _rows(found.lines, kept))
    return kept


def _rows(lines: Sequence[Matched], kept: Import) -> list[dict[str, object]]:
    return [
        {
            "import_id": kept.id,
            "row": each.row.row,
            "award_id": each.award.id,
            "case_id": each.award.case_id,
            "school": each.row.school,
            "on_roll": each.row.on_roll,
            "left_on": each.row.left_on,
            "written_at": kept.written_at,
        }
        for each in lines
        if each.award is not None
    ]
