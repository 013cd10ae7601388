"""Who may do what: one table that a person can read. Nothing else in Evenhand grants anything.

A role says which cases someone sees (`store.viewer.cases_seen` holds it in every query) and a permission says what they
may do with what they see. Routes name a permission in the type of their first parameter (`routes.guarding`).
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Role:
    """What people sign in as. sees: which cases, in words. does: their main job, in a sentence."""

    name: str
    sees: str
    does: str


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that can be done, and by whom."""

    words: str
    roles: tuple[str, ...]


ABOUT: Final[dict[str, Role]] = {
    "school": Role(
        "School",
        "The requests of its own school.",
        "Sends requests in, adds what is asked for, and reads the answer.",
    ),
    "caseworker": Role(
        "Caseworker",
        "Every case, but for those they have an interest in.",
        "Takes requests in, has them assessed, keeps their dates, arranges sittings as clerk, and writes the letters.",
    ),
    "panel_member": Role(
        "Panel member",
        "The cases of sittings they have a seat at, but for those they have an interest in.",
        "Reads the papers, declares interests, and advises at the sitting.",
    ),
    "chair": Role(
        "Chair",
        "The cases of sittings they have a seat at, but for those they have an interest in.",
        "Runs the sitting and decides, up to a limit.",
    ),
    "senior_officer": Role(
        "Senior officer",
        "Every case, but for those they have an interest in.",
        "Decides above the chair's limit and between meetings, and carries out orders of the tribunal.",
    ),
    "budget_holder": Role(
        "Budget holder",
        "The cases of their own partnership; the pupils of other schools as pseudonyms.",
        "Reads what their partnership's budget holds, owes and has left, and signs for money that moves.",
    ),
    "auditor": Role(
        "Auditor",
        "Every case as a pseudonym; who it is about only for a purpose that is written down first.",
        "Reads cases and records, and checks them. Changes nothing.",
    ),
    "rulebook_editor": Role(
        "Rulebook editor",
        "No case.",
        "Proposes rulebooks. Never answers their own proposal.",
    ),
    "administrator": Role(
        "Administrator",
        "No case.",
        "Keeps accounts, roles and programs' tokens.",
    ),
    "finance_officer": Role(
        "Finance officer",
        "No case; awards by their reference, with school and account.",
        "Keeps the ledger: allocations, payments, statements, and what schools were overpaid.",
    ),
}

_WHO_SEES_CASES: Final = (
    "school", "caseworker", "panel_member", "chair", "senior_officer", "budget_holder", "auditor",
)  # fmt: skip
_PANEL: Final = ("caseworker", "panel_member", "chair", "senior_officer")

PERMISSIONS: Final[dict[str, Permission]] = {
    "read_cases": Permission("List and read the cases they see", _WHO_SEES_CASES),
    "take_in": Permission("Send in a request", ("school", "caseworker")),
    "amend": Permission("Change the answers of a case that is not decided", ("school", "caseworker")),
    "assess": Permission("Have a case assessed by its rulebook", ("caseworker", "senior_officer")),
    "recommend": Permission("Put advice to the panel", ("caseworker", "senior_officer")),
    "see_working": Permission("See the whole working, and what would change the outcome", (*_PANEL, "auditor")),
    "see_like_cases": Permission("See decided cases of like need beside a case", (*_PANEL, "auditor")),
    "decide": Permission("Decide", ("chair", "senior_officer")),
    "reopen": Permission("Open a decided case again, with a reason", ("caseworker", "chair", "senior_officer")),
    "keep_case": Permission("Keep what hangs on a case: its people, dates, costs, consultations, links",
                            ("caseworker", "senior_officer")),
    "arrange_sittings": Permission("Arrange sittings and keep their agenda and minutes", ("caseworker", "chair")),
    "attend": Permission("See sittings, with agenda and minutes; members, those they have a seat at",
                         (*_PANEL, "auditor")),
    "run_sitting": Permission("Open a sitting, note what it notes, and close it", ("chair",)),
    "declare_interest": Permission("Declare an interest, and be shut out of the case", _PANEL),
    "see_due": Permission("See what is due soon and overdue", ("caseworker", "senior_officer")),
    "write_letters": Permission("Draft letters, confirm who they go to, and send them",
                                ("caseworker", "senior_officer")),
    "read_letters": Permission("Read letters: a school those sent to it, an auditor those sent, who writes them all",
                               ("school", "caseworker", "senior_officer", "auditor")),
    "moderate": Permission("Draw a sample of decided cases to be scored again", ("chair", "senior_officer")),
    "score": Permission("Score the cases of a sample they are asked to score",
                        ("panel_member", "chair", "caseworker", "senior_officer")),
    "read_records": Permission("Read, verify and replay the chain of records", ("auditor", "senior_officer")),
    "audit": Permission("Draw samples of the records, and keep working papers of them", ("auditor",)),
    "open_names": Permission("Open who a case is about, for a purpose that is written down", ("auditor",)),
    "read_ledger": Permission("Read what accounts hold, owe and have left; a budget holder, their own partnership's",
                              ("budget_holder", "finance_officer", "senior_officer", "auditor", "caseworker", "chair")),
    "keep_ledger": Permission("Write allocations, payments and statements to the ledger", ("finance_officer",)),
    "commission": Permission("Commission services that name no child; a budget holder, for their own partnership",
                             ("budget_holder", "finance_officer")),
    "publish_open_figures": Permission("Publish the open figures of a month, once it has ended",
                                       ("finance_officer", "senior_officer")),
    "sign_virement": Permission("Ask for money to be moved between accounts, and sign what another asked for",
                                ("budget_holder", "finance_officer", "senior_officer")),
    "read_allocations": Permission("Read how each partnership's money was worked out, and try other weights",
                                   ("budget_holder", "finance_officer", "senior_officer", "auditor", "caseworker",
                                    "chair", "rulebook_editor")),
    "read_provision": Permission("Read the directory of provision, with places and costs",
                                 ("caseworker", "panel_member", "chair", "senior_officer", "budget_holder", "auditor",
                                  "finance_officer")),
    "keep_provision": Permission("Keep the directory of provision: its places and costs, and files of schools",
                                 ("caseworker", "senior_officer", "finance_officer")),
    "match_places": Permission("Keep worksheets that match many children with few places",
                               ("caseworker", "senior_officer")),
    "read_sufficiency": Permission("Read where places are short, and what placements far away cost",
                                   ("caseworker", "chair", "senior_officer", "budget_holder", "auditor",
                                    "finance_officer")),
    "propose_rulebook": Permission("Propose a rulebook", ("rulebook_editor",)),
    "answer_proposal": Permission("Answer a proposal that is another person's", ("rulebook_editor", "senior_officer")),
    "rescore": Permission("Work every open case out by a proposed rulebook, beside the one in force",
                          ("rulebook_editor", "senior_officer")),
    "try_whatif": Permission("Try proposed rulebooks on the whole caseload, and find values that meet a target",
                             ("rulebook_editor", "senior_officer", "finance_officer", "budget_holder", "auditor")),
    "read_equity": Permission("Read how groups with the same assessed need fare, small numbers taken out",
                              ("senior_officer", "auditor", "chair", "panel_member", "rulebook_editor",
                               "budget_holder")),
    "report_equity": Permission("Make a report of equity, and write what a proposal means for groups of people",
                                ("senior_officer", "auditor", "rulebook_editor")),
    "keep_monitoring": Permission("Take in answers for equality monitoring, which nobody who decides sees",
                                  ("administrator",)),
    "adopt_rulebook": Permission("Adopt a rulebook that another proposed, or put an earlier one back",
                                 ("senior_officer",)),
    "correct_records": Permission("Put a correction beside a record", ("caseworker", "senior_officer")),
    "keep_retention": Permission("Place and release holds, and draw up what is due for disposal",
                                 ("caseworker", "senior_officer")),
    "carry_out_disposal": Permission("Carry out a disposal that another drew up", ("senior_officer",)),
    "answer_subjects": Permission("Answer requests for what is held of a child", ("caseworker", "senior_officer")),
    "make_returns": Permission("Take away the lists that inspectors and the Department for Education ask for",
                               ("caseworker", "senior_officer")),
    "keep_people": Permission("Keep accounts, roles and programs' tokens", ("administrator",)),
}  # fmt: skip


def allows(role: str, permission: str) -> bool:
    """Whether a role has a permission. Raises KeyError for a permission that is not in the table."""
    return role in PERMISSIONS[permission].roles


def permissions_of(role: str) -> frozenset[str]:
    """Every permission of a role."""
    return frozenset(code for code, each in PERMISSIONS.items() if role in each.roles)
