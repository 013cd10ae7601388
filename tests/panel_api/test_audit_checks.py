"""The checks: what is to be read first stands first, a page at a time, and each says what it cannot show."""

import csv
import datetime as dt
import io
from typing import Any

from sqlalchemy import select, update

from engine.recording.sealing import Personal
from panel_api.models import AgendaItem, Decision, Interest, Record, RecordFind, Sitting
from panel_api.store.audit_checks import CHECKS, Place, check_page, parts_of
from panel_api.store.viewer import LOCAL
from panel_api.views.audit_checks import CHECKS as SHOWN
from tests.panel_api.audit_support import AT, found
from tests.panel_api.http_support import NOW, desk_of
from tests.panel_api.pages_cases import decided
from tests.panel_api.pages_support import counted, page
from tests.panel_api.signing_in import As, a_person

LIMIT = {"limit_pence": 1_000_000}
PLACES = [
    {"counts": {"yes": 2, "unknown": 1, "no": 4}, "order": ["asked for", "suitability", "additional_cost"]},
    {"code": "1", "fit": "yes", "name": "A school"},
]
REFUSED = {"kind": "refuse_to_name", "by": {"role": "chair", "who": "P-1"}, "terms": Personal({"steps": "Visited"})}


def csv_rows(client: As, check: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(f"/audit/checks/{check}.csv").text.lstrip("\ufeff"))))[1:]


def test_what_is_above_its_limit_stands_first_on_every_page(client: As) -> None:
    numbers = found(
        client,
        *[{**LIMIT, "pence": 900_000 + each} for each in range(60)],
        {**LIMIT, "pence": 1_000_001},
        {"pence": 5, "by_role": "senior_officer"},
        {"kind": "refer"},
    )
    page(client, "/audit/checks/limits")  # so that what is found out once a process has been
    with counted(client) as few:
        first = page(client, "/audit/checks/limits")
    assert first.words.index("Above its limit") < first.words.index("Within its limit")
    assert "Chair, P-1£10,000.01£10,000.00" in first.words
    older = next(link for link in first.links if "after=" in link)
    second = page(client, older).words
    assert "No limit applied" in second and "Above its limit" not in second
    rows = csv_rows(client, "limits")
    assert [int(row[1]) for row in rows] == [numbers[60], *numbers[59::-1], numbers[61]], "each once, in order"
    assert rows[0][6:] == ["10000.01", "10000.00"]
    found(client, *[{**LIMIT, "pence": 7}] * 300)
    with counted(client) as many:
        page(client, "/audit/checks/limits")
    assert len(few) == len(many)


def test_every_check_puts_each_record_in_one_part_and_pages_through_all(client: As) -> None:
    found(
        client,
        {"kind": "name_school"},
        {"kind": "name_school", "entry": {"alternatives": Personal(PLACES)}},
        {"kind": "refuse_to_name", "entry": {"decision": REFUSED}},
        {"urgent": True, "by_role": "senior_officer"},
        {"sitting": "S-1", "pence": 4, **LIMIT},
        {"kind": "correction", "corrects": 1, "at": AT + dt.timedelta(days=3)},
    )
    with desk_of(client).database.reading() as session:
        for check in CHECKS:
            by_part: list[int] = []
            for part in parts_of(check):
                numbers = select(RecordFind.sequence).where(part).order_by(RecordFind.sequence.desc())
                by_part += session.scalars(numbers)
            paged: list[int] = []
            start: Place | None = Place()
            while start is not None:
                one = check_page(session, LOCAL, check, start, size=1)
                paged += [find.sequence for _, find in one.rows]
                start = one.after
            assert paged == by_part and len(set(paged)) == len(paged), check
            assert len(parts_of(check)) == len(SHOWN[check].parts), check
    rows = {int(row[1]): row for row in csv_rows(client, "order")}
    assert rows[3][0] == "Not recorded" and rows[3][-1] == "Yes", "steps stand there, and no places"
    assert rows[2][5:7] == ["2 suit, 1 may suit, 4 do not", "asked for, then suitability, then additional cost"]
    assert csv_rows(client, "corrections")[0][-2:] == ["1", "3"], "three days between"
    for check in CHECKS:
        assert SHOWN[check].cannot in page(client, f"/audit/checks/{check}").words
    assert page(client, "/audit/checks/nothing", 404)


def test_urgent_decisions_wait_until_a_sitting_notes_them_and_interests_are_told(sqlite_client: As) -> None:
    client = sqlite_client
    decided(client)
    desk = desk_of(client)
    with desk.database.writing() as session:
        session.execute(update(RecordFind).values(urgent=True, at=NOW - dt.timedelta(days=9)))
        decision = session.scalars(select(Decision.id)).one()
        case = session.scalars(select(Record.case_id)).one()
    assert "1 urgent and not noted yet" in page(client, "/audit").words
    (row,) = csv_rows(client, "urgent")
    assert (row[0], row[6], row[8]) == ("Not noted yet", "On no agenda", "9")
    made: dict[str, Any] = {"panel": "P", "begins": "09:30", "place": "Here", "by_reference": "t", "created_at": NOW}
    member = a_person(desk, "panel_member")
    with desk.database.writing() as session:
        sitting = Sitting(reference="S-NOTE", held_on=NOW.date(), stage="closed", **made)
        session.add(sitting)
        session.flush()
        item = {"case_id": case, "decision_id": decision, "position": 1, "kind": "to_note", "state": "noted"}
        times = {"by_reference": "t", "put_at": NOW, "changed_at": NOW}
        session.add(AgendaItem(sitting_id=sitting.id, **item, **times))
        declared = NOW - dt.timedelta(days=20)
        session.add(
            Interest(case_id=case, person_id=member.id, words="A cousin.", by_reference="t", declared_at=declared)
        )
    (row,) = csv_rows(client, "urgent")
    assert (row[0], row[6], row[8]) == ("Noted", "S-NOTE", "9")
    assert csv_rows(client, "sat")[0][0] == "An interest was declared"
    assert "A cousin" not in page(client, "/audit/checks/sat").source
