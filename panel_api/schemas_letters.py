"""What may be written into the letters about a decision. What a kind of decision needs, `panel_api.letters` says."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from panel_api.schemas import Day, Name, Strict, Words, filled

Line = Annotated[str, BeforeValidator(filled), StringConstraints(min_length=1, max_length=400)]
First = Annotated[str, BeforeValidator(filled), StringConstraints(min_length=1, max_length=60)]


class FamilyWords(Strict):
    """What one parent said, as their own letter repeats it. party: the parent's number in the case."""

    party: int = Field(description="The parent's number in the case.")
    words: Line = Field(description="A few of their own words.")


class NewLetters(Strict):
    """The words of every letter about one decision, written once and said to each reader in their own way."""

    day: Day = Field(description="The day the letters bear. They go out on it or before.")
    child: First | None = Field(default=None, description="The first name, as letters say it.")
    setting: Literal["school", "nursery", "college"] = Field(default="school", description="What the child goes to.")
    reasons: list[Line] = Field(default_factory=list, max_length=3, description="At most three reasons.")
    full_reasons: Words | None = Field(default=None, description="The reasons in full, for the second page.")
    school_reasons: list[Line] = Field(
        default_factory=list, max_length=3, description="The reasons as said to the school, where they differ."
    )
    child_words: Line | None = Field(default=None, description="A few of the child's own words.")
    family_words: list[FamilyWords] = Field(default_factory=list, max_length=10, description="And of each parent's.")
    parents_may_know: bool = Field(default=False, description="The young person agreed that their parents be told.")
    final: bool = Field(default=False, description="The final plan comes with the letter, not a draft.")
    named: Name | None = Field(default=None, description="The school that the plan names.")
    wanted: Name | None = Field(default=None, description="The school that was asked for.")
    asks_family: list[Line] = Field(default_factory=list, max_length=6, description="What the family is asked for.")
    asks_school: list[Line] = Field(default_factory=list, max_length=6, description="What the school is asked for.")
    asks_others: list[Line] = Field(default_factory=list, max_length=6, description="What others are asked for.")
    asks_by: Day | None = Field(default=None, description="The day by which it is asked.")
    passed_to: Name | None = Field(default=None, description="Who decides instead.")
    order_says: list[Line] = Field(default_factory=list, max_length=8, description="What the order says.")
    order_day: Day | None = Field(default=None, description="The order's day.")
    next_by: Day | None = Field(default=None, description="When the family hears next.")
    final_by: Day | None = Field(default=None, description="When the plan is final.")
    from_day: Day | None = Field(default=None, description="The first day of what was decided.")
    until_day: Day | None = Field(default=None, description="Its last day.")
    from_authority: Name | None = Field(default=None, description="Who kept the plan before.")
    comment_by: Day | None = Field(default=None, description="The last day to say what one thinks of a draft.")
    reconsider_by: Day | None = Field(default=None, description="The last day to ask for another look.")
    review_on: Day | None = Field(default=None, description="The day of the review.")
    steps: list[Line] = Field(default_factory=list, max_length=3, description="What else happens next.")
