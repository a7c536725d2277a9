"""VerifyBamID: how much of a sample is somebody else."""
