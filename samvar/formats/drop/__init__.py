"""DROP: genes of outlying expression (OUTRIDER) and splicing (FRASER)."""
