"""How many random cases Hypothesis tries: a steady few in the suite, many in `make soak`."""

import os

from hypothesis import settings

# No deadlines: a busy machine is not a fault. In continuous integration the same cases every time.
settings.register_profile("suite", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.register_profile("soak", deadline=None, max_examples=5000)


def pytest_configure() -> None:
    """Choose by EVENHAND_SOAK, which `make soak` sets."""
    settings.load_profile("soak" if os.environ.get("EVENHAND_SOAK") == "1" else "suite")
