"""`evenhand subject-access`: the three forms of a confirmed bundle, written into a folder."""

from pathlib import Path
from typing import Annotated

import typer

from panel_api.cli_database import DatabaseOption, desk_writing
from panel_api.cli_stop import UNUSABLE, Stop
from panel_api.errors import Trouble


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("subject-access")(subject_access_command)


def subject_access_command(
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="The request's own reference.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder, or one without these files.")],
    database: DatabaseOption = None,
) -> None:
    """Write what is held, as it was confirmed for whoever asked: HTML, PDF and JSON. The access log says so."""
    from panel_api.services import subject_requests as verbs
    from panel_api.store import subjects
    from panel_api.subject_access.forms import FORMS

    with desk_writing(database) as desk:
        try:
            with desk.database.writing() as session:
                found = subjects.find_subject_request(session, desk.viewer, reference)
                if found is None:
                    raise verbs.no_request(reference)
                bundle = verbs.frozen(found[0])
                folder.mkdir(parents=True, exist_ok=True)
                for form, made in FORMS.items():
                    with (folder / f"what-we-hold-{reference}.{form}").open("xb") as file:
                        file.write(made(bundle))
                verbs.disclosed(session, desk, found[0], "files")
        except Trouble as trouble:
            raise Stop(UNUSABLE, [trouble.detail]) from None
        except OSError as error:
            raise Stop(UNUSABLE, [f"{folder}: it cannot be written: {error.strerror}. Name a new folder."]) from None
    typer.echo(f"Written to {folder}: {', '.join(FORMS)}. The access log says that it was taken.")
