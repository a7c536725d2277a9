"""What is known of pharmacogenes: named alleles, their function, phenotypes, recommendations."""
