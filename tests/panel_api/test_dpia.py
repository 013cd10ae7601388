"""docs/dpia.md says of the program what is so: times, what nothing offers, what no token may do; gaps are marked."""

import ast
import datetime as dt
import re
from pathlib import Path

from engine.law.retention_file import shipped_schedules
from panel_api.services.attempts import _KEPT as COUNTED
from panel_api.services.looking import OPEN_FOR
from panel_api.services.once import KEPT as ANSWERED
from panel_api.services.set_aside import KEPT as SET_ASIDE
from panel_api.services.tokens import FOR_PROGRAMS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "dpia.md").read_text(encoding="utf-8")
GAP = "**For the council to fill in"


def said(time: dt.timedelta) -> str:
    """180 days, 2 hours, 1 hour."""
    number, unit = (time.days, "day") if time.days else (int(time.total_seconds()) // 3600, "hour")
    return f"{number} {unit}{'s' if number > 1 else ''}"


def test_the_times_are_those_of_the_code() -> None:
    rows = {
        "A request that was begun and never sent": dt.timedelta(days=shipped_schedules()["drafts"].many),
        "Answers kept so that what is sent twice is done once": ANSWERED,
        "A form sent when a session had ended": SET_ASIDE,
        "Failed sign-ins, as hashes": COUNTED,
        "Names open to an auditor": OPEN_FOR,
    }
    for what, time in rows.items():
        assert f"| {what} | {said(time)}" in PAGE, what


def test_it_says_how_a_disposal_is_had_and_only_a_list_leads_to_one() -> None:
    callers = {
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "panel_api").rglob("*.py"))
        if path.parent.name != "store"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if "dispose_case" in (getattr(node, "attr", ""), getattr(node, "id", ""))
    }
    assert callers == {"panel_api/services/dispose.py"}, "nothing is disposed of but by a list that two people made"
    assert "[retention.md](retention.md)" in PAGE and "`evenhand dispose`" in PAGE


def test_no_program_decides() -> None:
    assert not {"decide", "declare_interest", "write_letters", "open_names"} & set(FOR_PROGRAMS)
    assert "It cannot decide" in PAGE


def test_what_the_council_decides_is_left_to_it() -> None:
    for heading in ("Who answers for it", "Lawful bases", "Risks", "How long", "Rights", "Who was asked", "Signed off"):
        section = PAGE.split(f". {heading}\n")[1].split("\n## ")[0]
        assert GAP in section, heading
    assert PAGE.count("heck with your DPO") >= 3
    assert not re.search(r"\b(is|are) (compliant|lawful under)\b", PAGE), "a starter concludes nothing"
