"""How the parts of a phenotype score are weighed: fitted weights, with their fit."""
