"""Genes in which something was found, in the order in which they may explain a patient."""
