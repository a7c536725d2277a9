"""Composition root: configuration to a running node."""
