"""What a bundle shows of each table: under which heading, and what of it tells a place or names somebody.

Every column that says something of a child or a family is shown unless it stands in `left_out` here with the reason,
or is kept back from this reader (`panel_api.subject_access.reader`). A table that hangs on a case and does not stand
here fails a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

SECTIONS: Final = {
    "request": "The request",
    "people": "Who is who",
    "voices": "What people said",
    "dates": "Days and dates",
    "needs": "Needs, and what the rules gave",
    "decisions": "What was decided, and where it was talked about",
    "plan": "What the plan says must be given",
    "places": "Schools and places",
    "letters": "Letters and requests like this one",
    "money": "Money",
    "records": "Records, and what was put right",
    "history": "What was done, and who looked",
}
"""The parts of a bundle, in order."""
_AGAIN: Final = "It says once more what stands elsewhere in this bundle."
_CHECKS: Final = "It is how we check what goes out, and says nothing of the child."
_MACHINE: Final = "It is the same result as single letters for the machine. The sentences say it in words."


@dataclass(frozen=True, slots=True)
class Told:
    """How one table is told. day: the column whose day stands beside the title. also: columns of no child, shown too.

    places: columns that tell where the child is or lives. names: columns that hold a person's name. refs: numbers that
    point at another item, where the database does not say at which. open: columns that stand even where the row is
    somebody else's. quiet: columns that are not told where they are no. left_out: columns that are not shown, and why.
    whole: why nothing of the table is shown. by: through which other table its rows hang on a case, and by which of
    their columns.
    """

    section: str
    title: str
    day: str = ""
    also: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    refs: Mapping[str, str] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset()
    left_out: Mapping[str, str] = field(default_factory=dict)
    whole: str = ""
    by: tuple[str, str] | None = None


def _not_shown(why: str) -> Told:
    return Told("history", "", whole=why)


def _set(*names: str) -> frozenset[str]:
    return frozenset(names)


TOLD: Final[Mapping[str, Told]] = {
    "cases": Told(
        "request", "The request", "asked_on", ("rulebook",), _set("partnership"),
        left_out=dict.fromkeys(("need_levels", "need_marked", "need_high"), _AGAIN),
    ),
    "case_links": Told("request", "Another request for the same child", refs={"other_id": "cases"}),
    "request_drafts": _not_shown("What was typed is emptied when a request is sent. It says nothing more."),
    "parties": Told("people", "Somebody in this case", open=_set("role"), quiet=_set("shielded", "easy_read")),
    "voices": Told("voices", "What somebody said", "heard_on", ("written_at",), open=_set("who")),
    "case_days": Told("dates", "A day that counts", "day", ("by_role", "written_at")),
    "dues": Told("dates", "A date to keep", "due_on", ("law",)),
    "findings": Told("dates", "Why a date could not be kept", "written_at", ("by_role", "withdrawn_at")),
    "assessments": Told(
        "needs", "What the rules gave", "as_of", ("rulebook_name", "rulebook_sha256"),
        left_out={"truths": _MACHINE, "rules": _MACHINE},
    ),
    "recommendations": Told(
        "needs", "The advice to the panel", "created_at", ("by_role",), _set("route"), left_out={"outcome": _AGAIN}
    ),
    "moderation_cases": Told("needs", "Chosen to be scored again, as a check"),
    "moderation_scores": Told(
        "needs", "Scored again by somebody, as a check", "saved_at", by=("moderation_cases", "sample_case_id")
    ),
    "rescored_cases": Told("needs", "A trial of new rules, which changed nothing"),
    "decisions": Told("decisions", "A decision", "decided_at", ("by_role",), _set("school", "school_code")),
    "put_up": Told("decisions", "A decision that went to a senior officer", "put_up_at", ("by_role",), _set("given")),
    "agenda_items": Told(
        "decisions", "On the agenda of a meeting", "put_at", ("sitting_id", "kind", "late"),
        left_out={"papers": _AGAIN},
    ),
    "interests": _not_shown("It is about a person at work who must not deal with this case, not about the child."),
    "section_f_lines": Told("plan", "Something the plan must give", "written_at", ("replaced_at",)),
    "duty_warnings": Told("plan", "Something that was not given", "known_on", names=_set("owner")),
    "provision_lost": Told("plan", "Help that was missed", "from_day"),
    "places_sought": Told("places", "What place is looked for", "written_at", ("by_role",), _set("home_sector")),
    "schools_asked": Told("places", "A school that was asked for", "asked_on", (), _set("school", "provision_id")),
    "consultations": Told("places", "A school that we asked", "sent_on", (), _set("school", "school_reference")),
    "place_searches": Told(
        "places", "Places that were looked at", "as_of", ("rulebook", "by_role"), _set("found", "metres"),
        left_out={"engines": "It counts what the machine looked at, and says nothing of the child."},
    ),
    "placements": Told(
        "places", "Where the child is taught", "from_day", ("by_role", "taken_back_at"),
        _set("provision_id", "partnership", "home_sector"),
    ),
    "placement_changes": Told(
        "places", "A change to where the child is taught", "written_at", ("by_role",), _set("changes"),
        refs={"cause": "placements"},
    ),
    "placement_costs": Told(
        "places", "What a place would cost", "written_at", ("replaced_at",), _set("provision_id"),
        _set("estimated_by"),
    ),
    "joint_shares": Told(
        "places", "What others pay", "written_at", ("replaced_at",), _set("provision_id"), _set("agreed_by")
    ),
    "worksheet_children": Told(
        "places", "Looked at together with other children", "", (),
        _set("held_id", "provision_id", "before_id", "looked"),
    ),
    "letters": Told(
        "letters", "A letter", "drafted_at",
        left_out={"facts": "It is what the letter was made from. Its words stand here.", "shielded": _CHECKS},
    ),
    "subject_requests": Told(
        "letters", "A request for what we hold", "asked_on", ("stage",),
        left_out={"shielded": _CHECKS, "contents": "It is the bundle of that request. It says once more what is here."},
    ),
    "withheld": _not_shown("What is left out is listed at the end of each bundle."),
    "awards": Told("money", "An award", "created_at", (), _set("schools", "claim_from")),
    "award_terms": Told("money", "What an award pays", "from_day", ("by_role",), _set("school", "account_id")),
    "ledger_entries": Told(
        "money", "Money that moved", "written_at", ("kind", "words", "by_role"),
        refs={"award_id": "awards", "decision_id": "decisions"}, by=("awards", "award_id"),
    ),
    "ledger_lines": Told("money", "", whole=_AGAIN, by=("awards", "award_id")),
    "paid_lines": Told(
        "money", "A payment", "paid_on", ("from_day", "until_day"), _set("school"), refs={"award_id": "awards"},
        by=("awards", "award_id"),
    ),
    "roll_lines": Told("money", "What a school said of who is on its roll", "written_at", (), _set("school")),
    "leavings": Told(
        "money", "What was found when the child left a school", "written_at", ("by_role",),
        _set("to_school", "authority"),
    ),
    "records": Told(
        "records", "A sealed record", "", ("sequence", "sha256", "previous"),
        left_out={"stored": "It holds digests of what stands in this bundle. Ask, and we show you how to check them."},
    ),
    "record_finds": _not_shown("It is what a record is found by. It says once more what the decision says."),
    "record_rules": _not_shown("It is what a record is found by. The sentences of the advice say the same in words."),
    "sealed_values": Told("records", "", whole=_AGAIN, by=("records", "record_sequence")),
    "corrections": Told("records", "Something that was put right", "written_at", ("by_role",), names=_set("asked_by")),
    "audit_papers": Told("records", "What an auditor found", "saved_at", ("position", "conclusion")),
    "holds": Told("records", "Why it is kept for longer", "placed_at", ("kind", "by_role", "released_at")),
    "disposals": _not_shown("It exists only once all else is gone."),
    "open_parts": _not_shown("It is the same sums without a name, kept so that published totals give nobody away."),
    "case_events": Told("history", "What was done", "at", ("by_role",)),
    "monitoring_answers": Told(
        "request", "An answer for equality monitoring", day="written_at", also=("name",)
    ),
    "case_readings": _not_shown("Who looked, in which role and when, stands in this part of the bundle."),
    "purposes": _not_shown("Who looked, in which role and when, stands in this part of the bundle."),
}  # fmt: skip
"""By the name of the table."""

EVERYWHERE: Final[Mapping[str, str]] = {
    "case_id": "Each item says to which request it belongs.",
    "snapshot_id": "It is a number of a table without names.",
}
"""Columns that are not shown of any table, and why."""
STAFF: Final = (
    "Names of people at work are left out. Their role stands there instead. Most say no more than who typed something."
)
WITHIN: Final = (
    "What would have to change for another band, and every single step of the machine. It is about what could have "
    "been, not about the child. Ask, and we go through it with you."
)
