"""What kinds of provision there are, and by which test in law each may be asked for and named.

Suitability comes first. Nothing here concludes a ground: it says which question a person must answer.
"""

from dataclasses import dataclass
from typing import Final, Literal

Footing = Literal["named", "section_41", "own_offer", "service"]


@dataclass(frozen=True, slots=True)
class Institution:
    """One kind of provision.

    setting: as the shared vocabulary has it; None for a service, which is no place. footing: named, of the kinds in
    CFA 2014 s.38(3); section_41, of those kinds only while the Secretary of State approves it under s.41; own_offer,
    never of those kinds, so that s.9 of the Education Act 1996 and its own offer count; service, not asked for by name.
    special: generally needs an EHC plan (CFA 2014 s.34). within: part of a school, which is what a plan names.
    """

    code: str
    words: str
    setting: str | None
    footing: Footing
    special: bool = False
    within: bool = False


_ALL: Final = (
    Institution("mainstream", "Mainstream school", "mainstream", "named"),
    Institution("sen_unit", "SEN unit in a mainstream school", "unit_or_resourced", "named", within=True),
    Institution(
        "resourced_provision", "Resourced provision in a mainstream school", "unit_or_resourced", "named", within=True
    ),
    Institution("special", "Special school (maintained, academy or free)", "special", "named", special=True),
    Institution(
        "non_maintained_special", "Non-maintained special school", "non_maintained_special", "named", special=True
    ),
    Institution("independent_special", "Independent special school", "independent_special", "section_41", special=True),
    Institution("independent", "Independent school", "mainstream", "section_41"),
    Institution("alternative_provision", "Alternative provision", "alternative_provision", "named"),
    Institution("further_education", "Further education college", "further_education", "named"),
    Institution("specialist_post_16", "Specialist post-16 college", "specialist_post_16", "section_41", special=True),
    Institution("nursery_school", "Maintained nursery school", "early_years", "named"),
    Institution("early_years", "Nursery, pre-school or childminder", "early_years", "own_offer"),
    Institution("outreach", "Outreach service", None, "service"),
    Institution("shared_support", "Support shared between schools", None, "service"),
)

INSTITUTIONS: Final = {each.code: each for each in _ALL}
"""Every kind of provision by its code, in the order in which lists name them."""
