"""Corrections beside a record, as plain data: what is wrong, what is right, who asked, and the record that seals it."""

from collections.abc import Sequence
from typing import Any

from panel_api.models import Correction
from panel_api.services.clock import by_role
from panel_api.services.held import WITHHELD


def corrections_view(rows: Sequence[Correction], *, names: bool) -> list[dict[str, Any]]:
    """Each correction. names: whether the reader may know whom it is about; otherwise people's words are kept back."""
    return [
        {
            "sequence": each.record_sequence,
            "corrects": each.corrects_sequence,
            "wrong": each.wrong if names else WITHHELD,
            "right": each.right_words if names else WITHHELD,
            "asked_by": each.asked_by if names else "",
            "by": by_role(each.by_role),
            "at": each.written_at,
        }
        for each in rows
    ]


def beside_record(rows: Sequence[Correction], sequence: int, *, names: bool) -> dict[str, list[dict[str, Any]]]:
    """For a record's own page. later: what corrects it. sealed: what it is itself the correction of."""
    later = [each for each in rows if each.corrects_sequence == sequence]
    sealed = [each for each in rows if each.record_sequence == sequence]
    return {"later": corrections_view(later, names=names), "sealed": corrections_view(sealed, names=names)}
