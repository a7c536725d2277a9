"""Which diseases and genes fit what was seen in a patient, and why."""
