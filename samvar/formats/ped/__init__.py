"""PED: pedigrees as six columns."""
