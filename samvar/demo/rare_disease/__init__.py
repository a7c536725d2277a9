"""Families with a rare disease: drawn with a known cause, and brought to the demo's nodes."""
