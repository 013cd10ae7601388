"""The invented county: about 4,000 requests over two financial years, the same every time, all invented."""

from panel_api.seed.loading import NotEmpty, seed

__all__ = ["NotEmpty", "seed"]
