"""Transcripts as a dated release, and what alleles do to them."""
