"""Saying it: why, why not, what would change it, every condition, in English and as JSON."""
