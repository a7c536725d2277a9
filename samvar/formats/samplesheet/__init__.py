"""Sample sheets: who the samples of a file are."""
