"""Every query there is, each ordered, and each limited to what its viewer may see.

Functions take a session of `panel_api.database.Database` and never commit: the caller's transaction
does. In a writing transaction the order of locks is: idempotency key, case, the rest, chain head last.
"""

from panel_api.store.access import log_access
from panel_api.store.assessments import (
    add_assessment,
    add_recommendation,
    assessed_of,
    assessment_by_id,
    assessments_of,
    latest_assessment,
    latest_recommendation,
    new_assessment,
    recommendations_of,
    was_incomplete,
)
from panel_api.store.bulk import Finished, add_finished
from panel_api.store.cases import (
    CaseFilter,
    CaseLine,
    CasePage,
    Cursor,
    Stale,
    add_case,
    add_party,
    add_voice,
    case_by_reference,
    count_cases,
    hold_case,
    list_cases,
    new_reference,
    stage_counts,
)
from panel_api.store.decisions import add_decision, decisions_of
from panel_api.store.disposal import dispose_case
from panel_api.store.export import export_records
from panel_api.store.hanging import add_event, events_of, hang, hanging_by_number, hanging_on
from panel_api.store.idempotency import (
    Answered,
    KeyReused,
    claim_key,
    forget_old_keys,
    keep_answer,
)
from panel_api.store.like_cases import Alike, decisions_on, nearest, ordered_later
from panel_api.store.links import Linked, add_link, links_of, remove_link, same_child
from panel_api.store.records import (
    ChainMissing,
    append_record,
    append_records,
    chain_head,
    read_links,
    record_by_sequence,
    record_of_decision,
    records_of_case,
    sealed_values_of,
    verify_chain,
)
from panel_api.store.rulebooks import altered_rulebooks, keep_rulebook, rulebook_text, rulebook_texts
from panel_api.store.viewer import LOCAL, Viewer

__all__ = [
    "LOCAL",
    "Alike",
    "Answered",
    "CaseFilter",
    "CaseLine",
    "CasePage",
    "ChainMissing",
    "Cursor",
    "Finished",
    "KeyReused",
    "Linked",
    "Stale",
    "Viewer",
    "add_assessment",
    "add_case",
    "add_decision",
    "add_event",
    "add_finished",
    "add_link",
    "add_party",
    "add_recommendation",
    "add_voice",
    "altered_rulebooks",
    "append_record",
    "append_records",
    "assessed_of",
    "assessment_by_id",
    "assessments_of",
    "case_by_reference",
    "chain_head",
    "claim_key",
    "count_cases",
    "decisions_of",
    "decisions_on",
    "dispose_case",
    "events_of",
    "export_records",
    "forget_old_keys",
    "hang",
    "hanging_by_number",
    "hanging_on",
    "hold_case",
    "keep_answer",
    "keep_rulebook",
    "latest_assessment",
    "latest_recommendation",
    "links_of",
    "list_cases",
    "log_access",
    "nearest",
    "new_assessment",
    "new_reference",
    "ordered_later",
    "read_links",
    "recommendations_of",
    "record_by_sequence",
    "record_of_decision",
    "records_of_case",
    "remove_link",
    "rulebook_text",
    "rulebook_texts",
    "same_child",
    "sealed_values_of",
    "stage_counts",
    "verify_chain",
    "was_incomplete",
]
