"""May this happen? Cedar bundles (legal profiles) and the engine that reads them."""

from samvar.govern.policy.decide import Decision, Facts, Policy, Rule

__all__ = ["Decision", "Facts", "Policy", "Rule"]
