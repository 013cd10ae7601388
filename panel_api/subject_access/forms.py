"""The three forms of a bundle: a page that stands alone, a PDF, and JSON that a machine reads."""

from collections.abc import Callable, Mapping
from typing import Final

from panel_api.subject_access.document import Json, stored
from panel_api.subject_access.page import bundle_html
from panel_api.subject_access.pdf import bundle_pdf

FORMS: Final[Mapping[str, Callable[[Json], bytes]]] = {
    "html": lambda found: bundle_html(found).encode(),
    "pdf": bundle_pdf,
    "json": stored,
}
TYPES: Final = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "json": "application/json"}
