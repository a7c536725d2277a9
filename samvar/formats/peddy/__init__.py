"""peddy: sex and relatedness out of genotypes."""
