"""Beacon v2: asking for variants as the world does. Handlers know no web framework."""
