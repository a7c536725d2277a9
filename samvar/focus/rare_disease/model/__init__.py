"""The nouns of rare diseases."""
