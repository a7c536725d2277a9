"""mosdepth: depth of coverage of contigs and targets."""
