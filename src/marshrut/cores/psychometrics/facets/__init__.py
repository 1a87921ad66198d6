"""Ratings by raters of different severity: the many-facet partial credit model."""

from marshrut.cores.psychometrics.facets.calibrate import Facets, calibrate_facets
from marshrut.cores.psychometrics.facets.ratings import Ratings, ratings_of

__all__ = ["Facets", "Ratings", "calibrate_facets", "ratings_of"]
