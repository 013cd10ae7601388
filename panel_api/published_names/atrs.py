"""The fields of the Algorithmic Transparency Recording Standard, tier 1 and tier 2.

Version 4.0 (Government Digital Service, May 2025). Names and numbers marked sure are in its guidance or its change log
from version 3.0; the rest follow from the version 3.0 template by that change log, and are to be checked against the
template itself. Only the names stand here.
"""

from dataclasses import dataclass
from typing import Final

STANDARD: Final = "Algorithmic Transparency Recording Standard"
VERSION: Final = "4.0"
SOURCE: Final = (
    "Government Digital Service, co-cddo/algorithmic-transparency-recording-standard at 9b076c4 (4 July 2025): "
    "guidance for v4.0, change log v3.0 to v4.0, and the template of v3.0"
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field. key: what code knows it by; number: as the standard has it; sure: read there, not worked out."""

    key: str
    number: str
    name: str
    tier: str
    section: str
    sure: bool = False

    @property
    def label(self) -> str:
        """Its number and name; what is to be checked says so."""
        return f"{self.number} {self.name}".strip() + ("" if self.sure else " (check)")


def _section(tier: str, section: str, *fields: tuple[str, str, str] | tuple[str, str, str, bool]) -> tuple[Field, ...]:
    return tuple(
        Field(each[0], each[1], each[2], tier, section, sure=bool(each[3]) if len(each) > 3 else False)
        for each in fields
    )


FIELDS: Final[tuple[Field, ...]] = (
    *_section("0", "Title Information",
        ("title", "", "Title"),
        ("organisation_name", "", "Organisation name"),
        ("phase", "", "Phase", True),
        ("region", "", "Region", True),
        ("one_sentence", "", "One sentence description"),
    ),
    *_section("1", "Summary Information",
        ("name", "1.1", "Name"),
        ("description", "1.2", "Description", True),
        ("website", "1.3", "Website URL"),
        ("email", "1.4", "Contact email"),
    ),
    *_section("2", "Owner and Responsibility",
        ("organisation", "2.1.1", "Organisation or department"),
        ("team", "2.1.2", "Team"),
        ("owner", "2.1.3", "Senior responsible owner"),
        ("third_party_involvement", "2.1.4", "Third party involvement", True),
        ("third_party", "2.1.4.1", "Third party", True),
        ("companies_house", "2.1.4.2", "Companies House Number", True),
        ("third_party_role", "2.1.4.3", "Third party role", True),
        ("procurement", "2.1.4.4", "Procurement procedure type", True),
        ("third_party_access", "2.1.4.5", "Third party data access terms", True),
    ),
    *_section("2", "Description and Rationale",
        ("detailed_description", "2.2.1", "Detailed description", True),
        ("benefit", "2.2.2", "Benefit"),
        ("previous_process", "2.2.3", "Previous process"),
        ("alternatives", "2.2.4", "Alternatives considered"),
    ),
    *_section("2", "Deployment Context",
        ("integration", "2.3.1", "Integration into broader operational process", True),
        ("human_review", "2.3.2", "Human review"),
        ("frequency", "2.3.3", "Frequency and scale of usage"),
        ("training", "2.3.4", "Required training"),
        ("appeals", "2.3.5", "Appeals and review"),
    ),
    *_section("2", "Tool Specification",
        ("architecture", "2.4.1.1", "System architecture"),
        ("system_input", "2.4.1.2", "System-level input", True),
        ("system_output", "2.4.1.3", "System-level output", True),
        ("maintenance", "2.4.1.4", "Maintenance"),
        ("models", "2.4.1.5", "Models"),
    ),
    *_section("2", "Model Specification",
        ("model_name", "2.4.2.1", "Model name", True),
        ("model_version", "2.4.2.2", "Model version"),
        ("model_task", "2.4.2.3", "Model task"),
        ("model_input", "2.4.2.4", "Model input"),
        ("model_output", "2.4.2.5", "Model output"),
        ("model_architecture", "2.4.2.6", "Model architecture", True),
        ("model_performance", "2.4.2.7", "Model performance"),
        ("datasets", "2.4.2.8", "Datasets and their purposes", True),
    ),
    *_section("2", "Development Data Specification",
        ("development_data", "2.4.3.1", "Development data description"),
        ("development_modality", "2.4.3.2", "Data modality"),
        ("development_quantities", "2.4.3.3", "Data quantities"),
        ("development_sensitive", "2.4.3.4", "Sensitive attributes"),
        ("development_completeness", "2.4.3.5", "Data completeness and representativeness"),
        ("development_url", "2.4.3.6", "Source data URL"),
        ("development_collection", "2.4.3.7", "Data collection"),
        ("development_cleaning", "2.4.3.8", "Data cleaning"),
        ("development_sharing", "2.4.3.9", "Data sharing agreements"),
        ("development_storage", "2.4.3.10", "Data access and storage"),
    ),
    *_section("2", "Operational Data Specification",
        ("operational_sources", "2.4.4.1", "Data sources"),
        ("operational_sensitive", "2.4.4.2", "Sensitive attributes"),
        ("operational_processing", "2.4.4.3", "Data processing methods"),
        ("operational_storage", "2.4.4.4", "Data access and storage"),
        ("operational_sharing", "2.4.4.5", "Data sharing agreements"),
    ),
    *_section("2", "Risks, Mitigations and Impact Assessments",
        ("impact", "2.5.1", "Impact assessment"),
        ("risks", "2.5.2", "Risks and mitigations"),
    ),
)  # fmt: skip
