"""SEN2, the person-level survey of the Department for Education: its tables and the names of their columns, in order.

As the returns of 2025 have them (guide version 1.4, technical specification from version 1.3). Names were read in two
open programs that read real returns: MastodonC/witan.sen2 at 3ddb8c3 (18 June 2026) and a converter of the XML message.
What only one of them names, or names without capitals, is to be checked, and so is every code list: see each year's
guide. Only names stand here.
"""

from typing import Final

from panel_api.published_names.columns import Column, Table

TITLE: Final = "SEN2 person-level survey"
VERSION: Final = "2025, guide version 1.4 (check each year)"
_ONE_NAME: Final = "a name is kept as one, and parting it would be a guess; it stands in “Name as recorded”"
_CODES: Final = "it is kept in other words than the guide's codes"
_NO: Final = "nobody records it here"
_IDS: Final = "`cases.reference` of the person's latest case"
_REQUEST: Final = "`cases.reference` of the request: the row's own, else the child's latest"

_SCHOOL: Final = (
    Column("URN", "the placement's place, where its code is a URN (`provisions.code`)"),
    Column("UKPRN", why=_NO),
    Column("SENSetting", "`EYP` for an early-years place without a URN (check)", sure=False),
    Column("SENSettingOther", why=_NO),
    Column("PlacementRank", "1: one place at a time is held"),
)
_UNITS: Final = (
    Column("SENunitIndicator", "1 where the place is a SEN unit (`provisions.kind`), else 0"),
    Column("ResourcedProvisionIndicator", "1 where it is a resourced provision, else 0"),
)
_LINKS: Final = (Column("PersonTableID", _IDS), Column("RequestsTableID", _REQUEST))

TABLES: Final = (
    Table("person", "Module 1: Person", "a child or young person with a request, an assessment or a plan", (
        Column("PersonTableID", _IDS),
        Column("Surname", why=_ONE_NAME),
        Column("Forename", why=_ONE_NAME),
        Column("PersonBirthDate", "the child's day of birth (`parties.from_day`)"),
        Column("Sex", "M or F, from the answer to “Which sex is recorded?” (check)"),
        Column("Ethnicity", why="five broad groups are asked, and the return wants the detailed code"),
        Column("PostCode", why="it is part of an address; addresses, which may be shielded, leave by letters alone"),
        Column("UPN", "the child's number (`parties.reference`), where it is a UPN"),
        Column("UniqueLearnerNumber", why=_NO),
        Column("UPNunknown", why="the reason has the guide's own codes (UN1 to UN10, check); nobody records it here"),
    )),
    Table("requests", "Module 2: Requests", "a request for an EHC needs assessment", (
        Column("RequestsTableID", _REQUEST),
        Column("PersonTableID", _IDS),
        Column("ReceivedDate", "`cases.asked_on`"),
        Column("RequestSource", why=_CODES),
        Column("RYA", why=_NO),
        Column("RequestOutcomeDate", "the day of the decision to assess or not (`decisions.decided_at`)"),
        Column("RequestOutcome", "Y assess, N refuse, W withdrawn, A awaiting (check)"),
        Column("RequestMediation", "1 where a certificate is recorded after a refusal to assess"),
        Column("RequestTribunal", "1 where an appeal is recorded after a refusal to assess"),
        Column("Exported", why=_NO),
    )),
    Table("assessment", "Module 3: EHC needs assessments", "an assessment that it was decided to make", (
        *_LINKS,
        Column("AssessmentOutcome", "Y issue, N refuse to issue, W withdrawn, A awaiting (check)"),
        Column("AssessmentOutcomeDate", "the day of the decision to issue or not (`decisions.decided_at`)"),
        Column("AssessmentMediation", "1 where a certificate is recorded after a refusal to issue"),
        Column("AssessmentTribunal", "1 where an appeal is recorded after a refusal to issue"),
        Column("OtherMediation", "1 where a certificate is recorded after a plan was issued"),
        Column("OtherTribunal", "1 where an appeal is recorded after a plan was issued"),
        Column("Week20", "1 where a person found that an excuse applies to a date of this request (`findings`)"),
    )),
    Table("namedplan", "Module 4: Named plan", "an assessment after which a final plan was sent", (
        *_LINKS,
        Column("StartDate", "the day the final plan was sent (`case_days`, final_sent)"),
        Column("PlanRes", why=_NO),
        Column("PlanWPB", sure=False, why=_NO),
        Column("PB", why=_NO),
        Column("OA", why=_NO),
        Column("DP", why=_NO),
        Column("CeaseDate", why="a decision to cease is held, not the day on which the plan ended"),
        Column("CeaseReason", why=_CODES),
    )),
    Table("plandetail", "Module 4: Plan detail", "the school or college of such a plan", (*_LINKS, *_SCHOOL, *_UNITS)),
    Table("activeplans", "Module 5: Active plans", "a plan that is held on the day", (
        *_LINKS,
        Column("TransferLA", why="which authority it came from is not recorded by itself"),
        Column("ReviewMeeting", "the day of the review meeting (`case_days`, meeting_held)"),
        Column("ReviewOutcome", "M maintain, A amend, C cease (check)"),
        Column("ReviewDraft", "the day amendments were sent (`case_days`, amendments_sent)", sure=False),
        Column("PhaseTransferDueDate", sure=False, why="it stands among the case's dates, for a person to copy"),
        Column("PhaseTransferFinalDate", "final_sent of a phase transfer (`case_days`)", sure=False),
        Column("LastReview", "the day it was decided on a review (`case_days`, decided_review)"),
    )),
    Table("placementdetail", "Module 5: Placement detail", "where the child of such a plan is taught on the day", (
        *_LINKS,
        *_SCHOOL,
        Column("EntryDate", "`placements.from_day`"),
        Column("LeavingDate", "`placements.until_day`, once it has come"),
        *_UNITS,
        Column("RES", why=_NO),
        Column("WPB", sure=False, why=_NO),
    )),
    Table("senneed", "Module 5: SEN need", "the main type of need of such a plan", (
        *_LINKS,
        Column("SENtype", "the main type of need recorded for the school census (`primary_need`)"),
        Column("SENtypeRank", "1: one main type is held"),
    )),
)  # fmt: skip
