"""What makes two patients a match, and what is said of how good one is."""
