"""Several levels of a person together: areas that lend strength to each other, entry and exit, growth."""

from marshrut.cores.psychometrics.joint.areas import AreaScores, area_scores
from marshrut.cores.psychometrics.joint.growth import GroupGrowth, PersonGrowth, growth
from marshrut.cores.psychometrics.joint.population import JointPopulation, joint_population
from marshrut.cores.psychometrics.joint.posterior import JointPosterior, joint_posterior, likelihoods

__all__ = [
    "AreaScores",
    "GroupGrowth",
    "JointPopulation",
    "JointPosterior",
    "PersonGrowth",
    "area_scores",
    "growth",
    "joint_population",
    "joint_posterior",
    "likelihoods",
]
