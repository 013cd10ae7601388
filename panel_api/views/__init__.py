"""Views: what each page shows, as plain data worked out from the engine and the store."""
