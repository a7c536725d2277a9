"""What is known of features of diseases: the Human Phenotype Ontology and its annotations."""
