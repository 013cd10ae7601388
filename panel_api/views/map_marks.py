"""Marks for a map: a shape for each kind, full or hollow, so that nothing hangs on a colour. Centred on 0 0."""

from dataclasses import dataclass
from typing import Final

_CIRCLE: Final = "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0Z"
_SQUARE: Final = "M-6-6H6V6H-6Z"
_UP: Final = "M0-8L7 6H-7Z"
_DOWN: Final = "M0 8L7-6H-7Z"
_DIAMOND: Final = "M0-8L8 0L0 8L-8 0Z"
_PENTAGON: Final = "M0-8L8-2L5 7H-5L-8-2Z"
_HEXAGON: Final = "M-4-7H4L8 0L4 7H-4L-8 0Z"
_PLUS: Final = "M-2-7H2V-2H7V2H2V7H-2V2H-7V-2H-2Z"
_CROSS: Final = "M-7-5L-5-7L0-2L5-7L7-5L2 0L7 5L5 7L0 2L-5 7L-7 5L-2 0Z"


@dataclass(frozen=True, slots=True)
class Shape:
    """A mark. path: of an SVG path. says: in words, for the key."""

    path: str
    full: bool
    says: str


SHAPES: Final[dict[str, Shape]] = {
    "mainstream": Shape(_CIRCLE, False, "hollow circle"),
    "sen_unit": Shape(_SQUARE, True, "full square"),
    "resourced_provision": Shape(_SQUARE, False, "hollow square"),
    "special": Shape(_UP, True, "full triangle"),
    "non_maintained_special": Shape(_UP, False, "hollow triangle"),
    "independent_special": Shape(_DIAMOND, True, "full diamond"),
    "independent": Shape(_DIAMOND, False, "hollow diamond"),
    "alternative_provision": Shape(_PENTAGON, True, "full pentagon"),
    "further_education": Shape(_HEXAGON, False, "hollow hexagon"),
    "specialist_post_16": Shape(_HEXAGON, True, "full hexagon"),
    "nursery_school": Shape(_DOWN, False, "hollow triangle on its tip"),
    "early_years": Shape(_DOWN, True, "full triangle on its tip"),
    "outreach": Shape(_PLUS, True, "plus"),
    "shared_support": Shape(_CROSS, True, "cross"),
}
"""By kind of provision (`engine.law.institutions`)."""
SEVERAL: Final = Shape(_CIRCLE + "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z", False, "ring")
"""Several places so near each other that their marks would lie on one another."""
