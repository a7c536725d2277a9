"""ClinVar's formats."""
