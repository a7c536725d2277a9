"""The ACMG/ClinGen metric for copy-number variants: Riggs et al. 2020."""
