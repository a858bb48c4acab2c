"""Reads the records of a run and writes the report. Knows roles and records, never a scheme by its name."""
