"""PLINK 2 filesets: .pgen, .pvar and .psam, read and written by their published specification."""
