"""Phenopackets, GA4GH schema version 2, as JSON."""
