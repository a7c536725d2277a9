"""The audit log as a transparency log: tree, signed checkpoints, witnesses, receipts, reviews."""
