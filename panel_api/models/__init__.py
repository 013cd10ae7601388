"""The tables: cases and who is who in them, what became of them, provision, the people at work, money, and
the chain of records.

Money is whole pence. Moments are UTC. Relations are loaded only where a query of the store asks for
them. `triggers.py` says which tables are sealed; a column added to those needs a migration that ends
by putting the triggers back, which the migration environment does by itself.
"""

from panel_api.models.adopting import Adoption, RescoredCase, Rescoring
from panel_api.models.allocations import AllocationPosting, AllocationRun
from panel_api.models.auditing import AuditPaper, AuditSample, RecordFind, RecordRule
from panel_api.models.awards import Award, AwardTerm
from panel_api.models.base import Base, Json
from panel_api.models.cases import Case, CaseEvent, CaseLink, CaseReading, Party, Voice
from panel_api.models.decisions import Assessment, Decision, PutUp, Recommendation
from panel_api.models.drafts import RequestDraft
from panel_api.models.equity import EquityNote, EquityReport, MonitoringAnswer
from panel_api.models.finance import Import, Leaving, PaidLine, RollLine
from panel_api.models.law import CaseDay, Consultation, Due, DutyWarning, Finding, ProvisionLost, SectionFLine
from panel_api.models.ledger import Account, AccountLook, LedgerAssertion, LedgerEntry, LedgerLine, Virement
from panel_api.models.letters import Letter
from panel_api.models.logs import Checkpoint, LogLine
from panel_api.models.moderation import Sample, SampleCase, Score, Scorer
from panel_api.models.open_figures import OpenPart, OpenSnapshot
from panel_api.models.people import (
    ApiToken,
    Appointment,
    Attempt,
    FeedKey,
    Person,
    Proposal,
    Purpose,
    Secret,
    SetAside,
    SignIn,
)
from panel_api.models.placing import (
    JointShare,
    Placement,
    PlacementChange,
    PlacementCost,
    PlaceSearch,
    PlaceSought,
    SchoolAsked,
)
from panel_api.models.provision import (
    DirectoryImport,
    DirectoryRow,
    Provision,
    ProvisionChange,
    ProvisionCost,
    ProvisionPlaces,
)
from panel_api.models.records import (
    ChainHead,
    Disposal,
    IdempotencyKey,
    MoneyDisposal,
    Record,
    RulebookText,
    SealedValue,
)
from panel_api.models.retention import Correction, DisposalItem, DisposalRun, Hold
from panel_api.models.sittings import AgendaItem, Interest, MinuteGap, Seat, Sitting, Stay
from panel_api.models.subjects import SubjectRequest, Withheld
from panel_api.models.whatif import Calibration, RunAtWork, WhatIf, WhatIfText
from panel_api.models.worksheets import Worksheet, WorksheetChild, WorksheetPlace

__all__ = [
    "Account", "AccountLook", "Adoption", "AgendaItem", "AllocationPosting", "AllocationRun", "ApiToken",
    "Appointment", "Assessment", "Attempt", "AuditPaper", "AuditSample", "Award", "AwardTerm", "Base", "Calibration",
    "Case", "CaseDay", "CaseEvent", "CaseLink", "CaseReading", "ChainHead", "Checkpoint", "Consultation",
    "Correction", "Decision", "DirectoryImport", "DirectoryRow", "Disposal", "DisposalItem", "DisposalRun", "Due",
    "DutyWarning", "EquityNote", "EquityReport", "FeedKey", "Finding", "Hold", "IdempotencyKey", "Import", "Interest",
    "JointShare", "Json", "Leaving", "LedgerAssertion", "LedgerEntry", "LedgerLine", "Letter", "LogLine", "MinuteGap",
    "MoneyDisposal", "MonitoringAnswer", "OpenPart", "OpenSnapshot", "PaidLine", "Party", "Person", "PlaceSearch",
    "PlaceSought", "Placement", "PlacementChange", "PlacementCost", "Proposal", "Provision", "ProvisionChange",
    "ProvisionCost", "ProvisionLost", "ProvisionPlaces", "Purpose", "PutUp", "Recommendation", "Record", "RecordFind",
    "RecordRule", "RequestDraft", "RescoredCase", "Rescoring", "RollLine", "RulebookText", "RunAtWork", "Sample",
    "SampleCase", "SchoolAsked", "Score", "Scorer", "SealedValue", "Seat", "Secret", "SectionFLine", "SetAside",
    "SignIn", "Sitting", "Stay", "SubjectRequest", "Virement", "Voice", "WhatIf", "WhatIfText", "Withheld",
    "Worksheet", "WorksheetChild", "WorksheetPlace",
]  # fmt: skip
