"""The chain that is synthesised for the benchmark is a chain like any other, and what finds its records finds them."""

from benchmarks.records import PAGES, Side, verifying
from benchmarks.records_county import copied_reference, grow
from panel_api import store
from panel_api.database import open_database
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import LOCAL
from panel_api.store.record_search import RecordFilter, search_records
from panel_api.triggers import check_triggers
from tests.panel_api.databases import decided_cases

RECORDS = 300


def test_a_synthesised_chain_verifies_and_is_searched(sqlite_settings: Settings, shelf: Shelf) -> None:
    database = open_database(sqlite_settings)
    decided_cases(database, 3)
    grow(database, RECORDS, RECORDS)
    check_triggers(database.engine)
    with database.reading() as session:
        report = store.verify_chain(session, LOCAL)
        assert report.holds and report.records == RECORDS
        found = search_records(session, LOCAL, RecordFilter(case_reference=copied_reference(250)))
        assert [each.sequence for each in found.rows] == [250]
    assert [row.met for row in verifying(database, RECORDS)][:2] == [None, None], "it holds, whatever the time it takes"
    database.dispose()
    with Side(sqlite_settings, RECORDS, shelf) as side:
        counts = {what: side.asked(what) for what in PAGES}
    assert max(counts.values()) <= 16
