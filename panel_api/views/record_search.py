"""What a search of the records found, as rows: of a child no more than the case's own page shows its reader."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from engine.recording.records import MONEY_DISPOSAL
from panel_api import words
from panel_api.local_time import local
from panel_api.models import RecordFind
from panel_api.sheets import Cell, pounds
from panel_api.store.record_list import RecordPage
from panel_api.views.audit_samples import VARIED
from panel_api.views.record_money import account_name

OTHER: Final = {
    "disposal": "Disposal of a case's values",
    MONEY_DISPOSAL: "Disposal of payments' files",
    "correction": "Correction of a record",
    "rescoring": "Caseload scored by another text",
    "whatif": "Texts tried on the caseload",
    "adoption": "Rulebook adopted",
}
HEADS: Final = (
    "Record", "When", "Kind", "Reason", "Case", "School", "Partnership", "Sitting", "Decided by, role", "Decided by",
    "Rulebook", "Rulebook's hash", "Band", "Pounds a year", "Band advised", "Pounds advised", "Delegation limit",
    "Advice and decision", "Urgent", "Account", "Award", "Corrects record", "Mark",
)  # fmt: skip


def kind_words(kind: str) -> str:
    """A kind of record in words."""
    return OTHER.get(kind) or words.said(words.DECISION_KINDS, kind)


def rows_of(found: RecordPage, named: Collection[int]) -> list[dict[str, Any]]:
    """A page as rows. named: the cases of which the reader may know whom they are about."""
    return [_row(row.sequence, row.sha256, found.finds.get(row.sequence), named) for row in found.rows]


def _row(number: int, mark: str, found: RecordFind | None, named: Collection[int]) -> dict[str, Any]:
    if found is None:
        return {"sequence": number, "sha256": mark, "found": None}
    return {
        "sequence": number,
        "sha256": mark,
        "found": found,
        "what": kind_words(found.kind),
        "compared": VARIED[found.varied] if found.varied != "not_compared" else "",
        "school": found.school if found.case_id in named else None,
        "role": found.by_role.replace("_", " "),
        "account": account_name(found.account) if found.account else None,
    }


def cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    """A row of the spreadsheet, under `HEADS`."""
    found: RecordFind | None = row["found"]
    if found is None:
        return (row["sequence"], *[""] * (len(HEADS) - 2), row["sha256"])
    money = [None if each is None else pounds(each) for each in (found.pence, found.advised_pence, found.limit_pence)]
    return (
        found.sequence, f"{local(found.at):%Y-%m-%d %H:%M}", found.kind, found.reason_code, found.case_reference,
        row["school"], found.partnership, found.sitting, found.by_role, found.by_reference, found.rulebook,
        found.rulebook_sha256, found.band, money[0], found.advised_band, money[1], money[2], found.varied,
        "yes" if found.urgent else "no", found.account, found.award, found.corrects, row["sha256"],
    )  # fmt: skip
