"""ACMG/AMP 2015 for sequence variants, with what the ClinGen groups have made precise since."""
