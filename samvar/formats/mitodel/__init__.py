"""Counts of discordant mitochondrial reads, of which a deletion makes more."""
