"""Rank models: read, applied, and each part of a score shown."""
