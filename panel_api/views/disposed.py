"""What is left to say of a case that was disposed of: when, by which schedule, by whom, and what seals it."""

import datetime as dt
import json
from typing import Any

from panel_api.models import Record
from panel_api.services.clock import by_role


def disposal_view(record: Record | None) -> dict[str, Any]:
    """From the disposal's own record, which is all there is; nothing where the reader may see none."""
    if record is None:
        return {"disposal": None}
    entry = json.loads(record.stored)["entry"]
    return {
        "disposal": {
            "sequence": record.sequence,
            "at": dt.datetime.fromisoformat(entry["at"]),
            "by": by_role(entry["by"]["role"]),
            "schedule": entry["schedule"].partition(": ")[2] or entry["schedule"],
            "records": len(entry["disposes"]),
        }
    }
