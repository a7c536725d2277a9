"""somalier: relatedness, sex and ancestry out of sketches."""
