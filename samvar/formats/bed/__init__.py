"""BED: stretches of a genome as text; 0-based half-open there as here."""
