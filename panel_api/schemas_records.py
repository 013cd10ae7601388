"""Which records are asked for: whatever an auditor names, in the words of `store.record_search.RecordFilter`."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from engine.law.kinds import KINDS
from engine.recording.records import MONEY_DISPOSAL
from panel_api.models.auditing import VARIED
from panel_api.schemas import BookName, Code, Day, Place
from panel_api.store.record_search import RecordFilter

OTHER_KINDS: Final = ("disposal", MONEY_DISPOSAL, "correction", "rescoring", "whatif", "adoption")
"""Records of something else than a decision, by the kind of their entry."""
_KINDS: Final = (*KINDS, *OTHER_KINDS)
Who = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,100}$")]
Rule = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,99}/[A-Za-z][A-Za-z0-9_]{0,99}$")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Account = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_ .:/-]{0,99}$")]
Pence = Annotated[int, Field(ge=0, le=10**11)]


class RecordQuery(BaseModel):
    """Which records to list; every field that is given must hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case_reference: Code | None = Field(default=None, description="Only records of this case.")
    school: Code | None = Field(default=None, description="Only records of a child of this school, by its URN.")
    partnership: Place | None = Field(default=None, description="Only records of this partnership.")
    sitting: Code | None = Field(default=None, description="Only what was decided at this sitting.")
    decider: Who | None = Field(default=None, description="Only what this person decided, by their reference.")
    rule: Rule | None = Field(default=None, description="Only records in which this rule applied: `rulebook/rule`.")
    rulebook: BookName | None = Field(default=None, description="Only records that rest on this rulebook.")
    rulebook_sha256: Hash | None = Field(default=None, description="Only records that rest on this text of it.")
    kind: Literal[_KINDS] | None = Field(default=None, description="Only records of this kind.")  # type: ignore[valid-type]
    reason_code: Reason | None = Field(default=None, description="Only records with this reason.")
    band: Code | None = Field(default=None, description="Only records of this band.")
    varied: Literal[VARIED] | None = Field(default=None, description="How it stands beside the advice.")  # type: ignore[valid-type]
    account: Account | None = Field(default=None, description="Only what was charged to this account.")
    award: Code | None = Field(default=None, description="Only records of this award.")
    pence_from: Pence | None = Field(default=None, description="Only decisions of so much a year or more, in pence.")
    pence_to: Pence | None = Field(default=None, description="Only decisions of so much a year or less, in pence.")
    from_day: Day | None = Field(default=None, description="Only records of this day or later.")
    to_day: Day | None = Field(default=None, description="Only records of this day or before.")
    urgent: bool | None = Field(default=None, description="Only urgent decisions between sittings, or only others.")
    before: int | None = Field(
        default=None, ge=1, le=2**53 - 1, description="Only records after this one in the list: `pages.before` says it."
    )
    size: int = Field(default=50, ge=1, le=200, description="How many records a page, 1 to 200.")

    def filter(self) -> RecordFilter:
        """The same as the store takes it."""
        return RecordFilter(**self.model_dump(exclude={"before", "size"}))
