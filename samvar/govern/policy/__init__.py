"""May this happen? Cedar bundles (legal profiles) and the engine that reads them."""

from samvar.govern.policy.decide import Decision, Policy
from samvar.govern.policy.facts import Facts, Ground
from samvar.govern.policy.profile import Profile
from samvar.govern.policy.rule import Rule

__all__ = ["Decision", "Facts", "Ground", "Policy", "Profile", "Rule"]
