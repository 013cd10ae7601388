"""The conscience: tests that mirror `engine/` and `panel_api/`, and the house rules as tests."""
