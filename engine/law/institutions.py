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


def footing_words(kind: str, section_41: bool | None) -> tuple[str, ...]:
    """By which test in law a place of this kind may be asked for and named, a sentence each; no ground is concluded.

    Children and Families Act 2014 ss.34, 38, 41; Education Act 1996 s.9. section_41: None is unknown.
    """
    found = INSTITUTIONS[kind]
    said = []
    if found.footing == "service":
        return ("A service is no school: nobody asks for it by name, and a plan may specify what it gives.",)
    if found.footing == "named":
        said.append("A parent or young person may ask for it to be named in an EHC plan (s.38(3)).")
    elif found.footing == "section_41":
        said.append(
            {
                True: "The Secretary of State has approved it, so it may be asked for and named (s.38(3), s.41).",
                False: "It is not approved under s.41. Its own offer of a place counts, and s.9 of the Education Act "
                "1996.",
                None: "Whether it is approved under s.41 is not known. Without that its own offer of a place counts, "
                "and s.9 of the Education Act 1996.",
            }[section_41]
        )
    else:
        said.append("It is not of the kinds in s.38(3): its own offer counts, and s.9 of the Education Act 1996.")
    if found.within:
        said.append("A plan names the school; that the child is taught in the unit is what it specifies.")
    if found.special:
        said.append("Without an EHC plan a child is admitted only as s.34 allows.")
    return tuple(said)
