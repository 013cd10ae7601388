"""What stands in which log: one table that a person can read. Nothing else is ever written to a log.

Each action belongs to one log and means one thing. `evenhand logs` prints the table, and docs/logs.md holds it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Log = Literal["access", "signing", "changes", "ledger"]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a log says was done. words: what, as a sentence that its line completes. subject: what it names.

    detail: what more its line says. open: whether that may be words of the authority's own, as of its settings.
    """

    log: Log
    words: str
    subject: str
    detail: str = ""
    open: bool = False


ABOUT: Final[dict[Log, str]] = {
    "access": "Who looked at what is held of a child, took it away, or disclosed it.",
    "signing": "Who signed in and out, in which role, and what was refused.",
    "changes": "What was changed: accounts, roles, tokens, settings, rulebooks, sittings, money's rules.",
    "ledger": "What the ledger wrote: every entry by its number and its digest.",
}

_CASE: Final = "the case"
_PERSON: Final = "the person"

ACTIONS: Final[dict[str, Action]] = {
    "case_viewed": Action("access", "Looked at a case, or at what hangs on it", _CASE, "the address"),
    "working_viewed": Action("access", "Looked at the whole working of a case", _CASE),
    "names_opened": Action("access", "Opened who a case is about, for a purpose", _CASE),
    "held_viewed": Action("access", "Looked at all that is held of a child, to answer a request for it", _CASE),
    "disclosed": Action(
        "access", "Gave what is held to whoever asked, or took it away to give it", "the request", "how, and counts"
    ),
    "paper_viewed": Action("access", "Looked at a working paper, with what is recorded of the case", _CASE),
    "papers_viewed": Action("access", "Looked at every working paper of an audit sample", "the sample"),
    "sample_exported": Action("access", "Took the working papers of an audit sample away", "the sample"),
    "records_exported": Action("access", "Took what a search of the records found", "the list", "by what was searched"),
    "bundle_taken": Action(
        "access", "Took the records away as a bundle", "records", "whether with values or logs, and for what", open=True
    ),
    "pack_viewed": Action("access", "Took the pack of a sitting", "the sitting"),
    "minutes_viewed": Action("access", "Read the minutes of a sitting", "the sitting"),
    "record_viewed": Action("access", "Looked at a record", "its case, or the record", "the record's number"),
    "placement_viewed": Action("access", "Looked at a placement", "its case, or the placement", "the placement"),
    "sampled_case_viewed": Action("access", "Looked at a case to score it again", _CASE, "the sample"),
    "worksheet_viewed": Action("access", "Looked at a worksheet of children and places", "the worksheet"),
    "exported": Action(
        "access", "Took something away as a file", "what it is of", "the address or the purpose, how many rows"
    ),
    "letter_sent": Action("access", "Sent a letter", _CASE, "which letter, and to what reader"),
    "school_consulted": Action("access", "Consulted a school about a child", _CASE),
    "sign_in": Action("signing", "Signed in", _PERSON, "the way"),
    "act_as": Action("signing", "Chose a role", _PERSON, "the role"),
    "sign_out": Action("signing", "Signed out", _PERSON),
    "sign_out_everywhere": Action("signing", "Signed out everywhere", _PERSON),
    "session_lapsed": Action("signing", "Was signed out by the clock", _PERSON),
    "sign_in_failed": Action("signing", "Could not sign in", "the account that was tried, where there is one", "why"),
    "locked_out": Action("signing", "Failed so often that they have to wait", "the account tried", "what is counted"),
    "refused": Action("signing", "Asked for what their role does not do", "the permission", "the address"),
    "token_refused": Action("signing", "Sent a token that does not hold; once a minute", "the token, where known"),
    "entries_written": Action("ledger", "Wrote entries", "the first entry's number", "each entry's number and digest"),
    "add_account": Action("changes", "Made an account", _PERSON),
    "open_account": Action("changes", "Opened a closed account again", _PERSON),
    "close_account": Action("changes", "Closed an account, with its sessions", _PERSON),
    "one_time_link": Action("changes", "Made a one-time link to set a password by", _PERSON),
    "set_password": Action("changes", "Set a password by a one-time link", _PERSON),
    "change_password": Action("changes", "Changed their own password", _PERSON),
    "give_role": Action("changes", "Gave a role", _PERSON, "the role"),
    "end_role": Action("changes", "Ended a role", _PERSON, "the role"),
    "make_token": Action("changes", "Made a program's token", "the token"),
    "revoke_token": Action("changes", "Revoked a program's token", "the token"),
    "records_verified": Action(
        "changes", "Had the chain of records verified", "the chain", "how far, and whether it holds"
    ),
    "sample_drawn": Action("changes", "Drew an audit sample", "the sample"),
    "paper_saved": Action("changes", "Saved a working paper", "the sample", "the paper's place and its conclusion"),
    "key_rotated": Action("changes", "Let the signing key vouch for another", "the new public key"),
    "key_replaced": Action("changes", "Replaced a signing key that was lost", "the new public key"),
    "settings_changed": Action(
        "changes",
        "Started the server with other settings",
        "settings",
        "each that differs, as it was and is; of a secret only that it changed",
        open=True,
    ),
    "sitting_arranged": Action("changes", "Arranged a sitting", "the sitting"),
    "sitting_changed": Action("changes", "Moved a sitting to another day, time or place", "the sitting"),
    "sitting_cancelled": Action("changes", "Cancelled a sitting", "the sitting"),
    "sitting_opened": Action("changes", "Opened a sitting", "the sitting"),
    "sitting_closed": Action("changes", "Closed a sitting and fixed its minutes", "the sitting"),
    "interest_declared": Action("changes", "Wrote down an interest, which shuts its owner out", _PERSON, "the case"),
    "interest_withdrawn": Action("changes", "Withdrew another's interest", _CASE),
    "allocation_worked_out": Action("changes", "Worked an allocation out and kept it", "the year", "its number"),
    "allocation_posted": Action("changes", "Wrote an allocation to the ledger", "the year", "its number"),
    "virement_asked": Action("changes", "Asked for money to be moved", "the virement"),
    "virement_signed": Action("changes", "Signed a virement, and the money moved", "the virement", "the entry"),
    "virement_refused": Action("changes", "Refused a virement", "the virement"),
    "virement_withdrawn": Action("changes", "Took back a virement they asked for", "the virement"),
    "month_published": Action("changes", "Published a month of open figures", "the month"),
    "directory_imported": Action("changes", "Applied a file of schools to the directory", "the file"),
    "uprated": Action("changes", "Raised awards to a year's values", "the year"),
    "year_closed": Action("changes", "Closed an account's year", "the account", "the year"),
    "account_opened": Action("changes", "Opened an account", "the account"),
    "host_named": Action("changes", "Said which school holds cash for a partnership", "the account"),
    "payments_taken_in": Action("changes", "Took in a file of what was paid", "the file", "how many rows"),
    "leavers_taken_in": Action("changes", "Took in a school's return of who is on roll", "the file", "how many rows"),
    "proposal_made": Action("changes", "Proposed a rulebook", "the proposal"),
    "proposal_changed": Action("changes", "Wrote their own proposal anew", "the proposal"),
    "proposal_withdrawn": Action("changes", "Withdrew their own proposal", "the proposal"),
    "proposal_supported": Action("changes", "Supported another's proposal", "the proposal"),
    "proposal_sent_back": Action("changes", "Sent another's proposal back", "the proposal"),
    "hold_placed": Action("changes", "Placed a hold on a case, so that it is not disposed of", _CASE),
    "hold_released": Action("changes", "Released a hold on a case", _CASE),
    "record_corrected": Action("changes", "Put a correction beside a record", _CASE, "both records' numbers"),
    "disposal_drawn_up": Action(
        "changes", "Drew up a list of what is due for disposal", "the list", "how many, by when"
    ),
    "disposal_withdrawn": Action("changes", "Withdrew a list of what is due for disposal", "the list", "how many wait"),
    "disposed": Action("changes", "Disposed of a case, payments or a closed account", "what it was", "list, schedule"),
    "disposal_carried_out": Action(
        "changes", "Came to the end of a disposal", "the list", "how many went, how many stayed"
    ),
    "rescored": Action("changes", "Worked the caseload out by a rulebook's text", "the re-scoring", "which, how many"),
    "tried": Action("changes", "Tried texts on the whole caseload", "the what-if", "which, how many"),
    "calibrated": Action(
        "changes", "Had values found that meet a target", "the calibration", "which rulebook and value"
    ),
    "equity_reported": Action("changes", "Made a report of equity", "the report", "which rulebook, how many"),
    "regard_written": Action("changes", "Wrote what a proposal means for a group of people", "the proposal", "which"),
    "monitoring_taken_in": Action(
        "changes", "Took in a file of answers for equality monitoring", "the file", "how many answers"
    ),
    "adopted": Action("changes", "Adopted a rulebook's text, or put one back", "the adoption", "which, from which day"),
}

_CODE: Final = re.compile(r"[A-Za-z0-9_.:/{}~+-]{0,100}")
_NUMBER_OF_PUPIL: Final = re.compile(r"[A-Za-z][0-9]{11}[0-9A-Za-z]")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORD: Final = re.compile(r"[A-Z][A-Za-z]*")


def refuse_undeclared(log: str, action: str, subject: str, detail: Mapping[str, object]) -> None:
    """Hold a line to the table, and what it says to references and codes.

    Raises ValueError for an action that is not declared or belongs to another log, and for a subject or a detail that
    could be a name, an address, a number of a pupil, a date of birth or somebody's words. The message repeats none.
    """
    declared = ACTIONS.get(action)
    if declared is None or declared.log != log:
        raise ValueError(f"{action[:40]} is no action of the log {log}: declare it in panel_api/log_actions.py")
    if not is_reference(subject):
        raise ValueError(f"the subject of {action} is no reference")
    if not declared.open and not _all_codes(detail):
        raise ValueError(f"the detail of {action} holds more than references, codes and numbers")


def is_reference(text: str) -> bool:
    """Whether a text may be the subject of a line: a code by its shape, and no day, which could be one of birth."""
    return text != "" and _is_code(text) and not _DAY.fullmatch(text)


def _is_code(text: str) -> bool:
    """Whether a text is a reference or a code by its shape: no space, no @, no word that begins as a name does."""
    return bool(_CODE.fullmatch(text)) and not _NUMBER_OF_PUPIL.fullmatch(text) and not _WORD.fullmatch(text)


def _all_codes(value: object) -> bool:
    if isinstance(value, str):
        return _is_code(value)
    if isinstance(value, Mapping):
        return all(_all_codes(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple):
        return all(_all_codes(each) for each in value)
    return value is None or isinstance(value, int)
