"""GFF3: genes, transcripts, exons and coding sequences of a genome."""
