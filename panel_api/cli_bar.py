"""A count that rises while a command is at work, on standard error and only where a person watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def bar(words: str, of: str, total: int | None = None) -> Iterator[Callable[[int], None] | None]:
    """What to call with how many are done; None where nobody watches. total: how many there are, where it is known."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    count = "{task.completed:,}" if total is None else "{task.completed:,} of {task.total:,}"
    drawn = SpinnerColumn() if total is None else BarColumn()
    columns = (drawn, TextColumn(f"{{task.description}}: {count} {of}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=sys.stderr)) as progress:
        task = progress.add_task(words, total=total)
        yield lambda done: progress.update(task, completed=done)
