"""Pharmacogenomics: from a patient's variants to star alleles, phenotype and advice."""
