"""A progress bar for long work, on standard error and only where a person watches."""

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from panel_api.cli_stop import UNUSABLE, Stop
from panel_api.seed import seed
from panel_api.seed.loading import NotEmpty
from panel_api.settings import Settings
from panel_api.shelf import NoSuchRulebook


def seed_with_progress(settings: Settings) -> str:
    """Load the invented county; a closing line. Raises Stop where the database holds cases already."""
    console = Console(file=sys.stderr)
    columns = (TextColumn("Loading the invented county"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("county", total=None)
            count = seed(settings, lambda done, of: bar.update(task, completed=done, total=of))
    except NotEmpty as error:
        says = f"{error}: an invented county is never mixed with anything. Name another with --database."
        raise Stop(UNUSABLE, [f"Nothing was loaded: {says}"]) from None
    except NoSuchRulebook as error:
        says = f"there is no rulebook {error} in EVENHAND_RULES, and the county is assessed by it"
        raise Stop(UNUSABLE, [f"Nothing was loaded: {says}. Leave EVENHAND_RULES out, or put it there."]) from None
    except OSError as error:
        says = f"{settings.database_url}: it cannot be written: {error.strerror}"
        raise Stop(UNUSABLE, [f"Nothing was loaded: {says}. Name a folder of your own with --database."]) from None
    return f"{count:,} invented requests are loaded."
