"""A case looked through before anything of it is stored; without a node."""

from samvar.focus.rare_disease.intake.plan import Beside, plan_case

__all__ = ["Beside", "plan_case"]
