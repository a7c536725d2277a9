"""Rare diseases: from a patient's features and variants to candidate diseases and genes."""
