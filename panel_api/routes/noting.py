"""What asking leaves behind: one line of a log, written before the answer; where it cannot be, none goes out.

An address that shows a child's case, or gives anything away as a file, is noted by what it is, so that no new page can
forget it. What a service notes itself in the same request is not noted twice. Lists leave no line: see docs/logs.md.
"""

import io
import re
import zipfile
from typing import Final

from fastapi import FastAPI
from starlette.types import Scope

from panel_api.routes.addresses import guards
from panel_api.routes.guarding import May
from panel_api.services.desk import Desk
from panel_api.services.noted import Looked, note_look, note_refused
from panel_api.services.signed_in import Me

LOOKS: Final = {
    "GET /api/records/{sequence}": "record_viewed",
    "GET /api/records/{sequence}/stored": "record_viewed",
    "POST /api/records/{sequence}/replay": "record_viewed",
    "GET /records/{number}": "record_viewed",
    "GET /placements/{placement}": "placement_viewed",
    "GET /moderation/{reference}/cases/{position}": "sampled_case_viewed",
    "GET /worksheets/{worksheet}": "worksheet_viewed",
    "GET /worksheets/{worksheet}/children/{reference}": "case_viewed",
    "GET /sittings/{reference}/minutes": "minutes_viewed",
    "GET /sittings/{reference}/pack": "pack_viewed",
    "GET /due.ics": "exported",
}
"""Addresses that show something of children without being a case's own."""
NOT_AT_ALL: Final = frozenset({"GET /cases/{reference}/names"})
"""The form before names are opened shows nothing; opening them is noted by its service."""
_CASE: Final = re.compile(r"(/api)?/cases/\{reference\}")
_FILE: Final = re.compile(r"\.(csv|xlsx|json|txt|pdf|ics|html|zip|\{form\})$|/(pdf|text)$")


def action_at(address: str, *, guarded: bool) -> str | None:
    """Which line an address leaves when it answers, such as "GET /cases.csv"; None where it leaves none by itself.

    guarded: whether it asks for a permission; what is open to all tells nothing of anybody.
    """
    if address in LOOKS:
        return LOOKS[address]
    method, _, path = address.partition(" ")
    if method != "GET" or not guarded or address in NOT_AT_ALL:
        return None
    if _FILE.search(path):
        return "exported"
    return "case_viewed" if _CASE.match(path) else None


def noted_addresses(app: FastAPI) -> dict[str, str]:
    """Every address that leaves a line by itself, with the action; worked out once."""
    found: dict[str, str] | None = getattr(app.state, "noted", None)
    if found is None:
        wanted = {each: action_at(each, guarded=isinstance(guard, May)) for each, guard in guards(app).items()}
        found = app.state.noted = {address: action for address, action in wanted.items() if action is not None}
    return found


def leaves_line(scope: Scope, status: int) -> str | None:
    """The action that an answer may leave in a log, "refused" included."""
    if status == 403:
        return "refused" if scope["state"].get("trouble") == "not-allowed" else None
    return noted_addresses(scope["app"]).get(_address(scope)) if status == 200 else None


def note_answer(scope: Scope, status: int, rows: int | None, whole: bool) -> None:
    """Write the line that an answer leaves, if it leaves one. rows: of a file; whole: whether all of it was sent."""
    state, action, address = scope["state"], leaves_line(scope, status), _address(scope)
    desk: Desk = scope["app"].state.desk
    me: Me | None = state.get("me")
    viewer = state.get("feed_viewer") or (me.viewer if me else None)
    if action is None or viewer is None:
        return
    if action == "refused":
        note_refused(desk, viewer, state.get("permission"), address)
    elif not state["noted"]:
        given = {name: str(value) for name, value in scope.get("path_params", {}).items()}
        note_look(desk, viewer, Looked(action, address, given, rows, whole))


def _address(scope: Scope) -> str:
    return f"{scope['method']} {getattr(scope.get('route'), 'path', '')}"


class Rows:
    """Counts the rows of a file as it goes by: lines of CSV after the first, outside quotes; days of a calendar."""

    def __init__(self, kind: str) -> None:
        self.kind, self.lines, self._quoted, self._book = kind, 0, False, bytearray()

    def take(self, body: bytes) -> None:
        """The next piece."""
        if self.kind.startswith("text/csv"):
            for number, part in enumerate(body.split(b'"')):
                self._quoted ^= number > 0
                self.lines += 0 if self._quoted else part.count(b"\n")
        elif self.kind.startswith("text/calendar"):
            self.lines += body.count(b"BEGIN:VEVENT")
        elif "spreadsheetml" in self.kind:
            self._book += body

    def found(self) -> int | None:
        """How many there were; None for what has no rows."""
        if self.kind.startswith("text/csv"):
            return max(0, self.lines - 1)
        if self.kind.startswith("text/calendar"):
            return self.lines
        return _rows_of_book(bytes(self._book)) if self._book else None


def _rows_of_book(book: bytes) -> int | None:
    """The rows of every sheet beneath its heads."""
    try:
        with zipfile.ZipFile(io.BytesIO(book)) as packed:
            sheets = [packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
    except zipfile.BadZipFile:
        return None
    return sum(max(0, sheet.count(b"<row ") - 1) for sheet in sheets)
