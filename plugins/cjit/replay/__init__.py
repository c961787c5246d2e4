"""Archived files again under the rules and lists of another day: a comparison, never the truth."""
