"""A bundle as a page that stands alone: a file to read, to print and to keep, without this service."""

from markupsafe import Markup

from panel_api.content import static_dir
from panel_api.letters.pages import INVENTED_NOTE
from panel_api.render import environment
from panel_api.subject_access.document import Json


def bundle_html(found: Json) -> str:
    """The file's text: the same for the same bundle."""
    css = (static_dir() / "bundle.css").read_text(encoding="utf-8")
    notice = INVENTED_NOTE if found["invented"] else ""
    template = environment().get_template("subject_bundle_file.html")
    return template.render(it=found, css=Markup(css), notice=notice)
