"""VCF, BCF and gVCF: any of the field's files to normalised biallelic calls, and sites back."""
