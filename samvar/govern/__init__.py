"""May this happen? Identity, purpose, policy, keys, audit, disclosure."""
