"""The thought: rulebooks, assessment, explanation and records, with no web, database or clock."""
