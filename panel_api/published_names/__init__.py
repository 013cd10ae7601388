"""Names that others publish: the fields of forms and returns, in their order, each with where and when it was read."""
