"""SMNCopyNumberCaller: copies of SMN1 and SMN2."""
