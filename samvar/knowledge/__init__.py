"""Dated, licensed knowledge: each release has a digest, a licence, a date and a source."""
