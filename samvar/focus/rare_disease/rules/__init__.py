"""Guidelines and fitted models, one file for each and its version, with where it comes from."""
