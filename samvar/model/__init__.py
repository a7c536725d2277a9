"""The language of the house: nouns without I/O. Positions are 0-based, half-open."""
