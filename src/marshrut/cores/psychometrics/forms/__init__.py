"""Forms put together from a bank by optimisation: parallel forms, modules of a multistage test."""

from marshrut.cores.psychometrics.forms.assemble import Assembled, FormPlan, assemble
from marshrut.cores.psychometrics.forms.multistage import Multistage, Stage, assemble_multistage, routed

__all__ = ["Assembled", "FormPlan", "Multistage", "Stage", "assemble", "assemble_multistage", "routed"]
