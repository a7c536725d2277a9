"""Files into the plan of a case: every input that laboratories bring, looked through as a whole."""
