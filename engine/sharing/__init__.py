"""Sharing a pot between partnerships, to the penny."""
