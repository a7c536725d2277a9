"""Sovereign nodes together: operations, asking, answering, merging."""
