"""Stretches of one parent, or of two like halves: upd, rhocall, bcftools roh."""
