"""Whether a record is whole, in one line, and only what was really checked."""

import datetime as dt
from typing import Final

from engine.amounts import day_words
from engine.law.calendars import local_day
from panel_api.local_time import time_text
from panel_api.services.verified import Verified

FAULTS: Final = {
    "sequence_gap": "a record is missing",
    "bytes_altered": "its bytes are not those its mark was made from",
    "link_broken": "it does not hold the mark of the record before it",
    "column_altered": "what stands beside its bytes is not what they say",
    "head_missing": "the end of the chain is not noted",
    "tail_missing": "records are missing at the end",
    "head_differs": "the end of the chain is noted otherwise",
}


def integrity_line(sequence: int, last: int, verified: Verified | None, now: dt.datetime) -> str:
    """Record 1,204 of 1,311, verified with all before it at 09:14 today."""
    place = f"Record {sequence:,} of {last:,}"
    if verified is None:
        return f"{place}. Nobody has verified the chain from a page yet."
    when = _when(verified.at, now)
    if not verified.holds and (verified.first or 0) <= sequence:
        what = FAULTS.get(verified.kind or "", "something is wrong with it")
        return f"{place}. The chain did not hold when it was verified {when}: at record {verified.first:,}, {what}."
    if verified.upto < sequence:
        return f"{place}, written since the chain was last verified {when}, up to record {verified.upto:,}."
    later = "" if verified.holds else f" Later on, at record {verified.first:,}, the chain did not hold."
    return f"{place}, verified with all before it {when}.{later}"


def _when(at: dt.datetime, now: dt.datetime) -> str:
    day = local_day(at)
    return f"at {time_text(at)} today" if day == local_day(now) else f"at {time_text(at)} on {day_words(day)}"
