"""Two scales brought together by items they share: constants with errors, after drifted anchors have been put aside."""

from marshrut.cores.psychometrics.linking.constants import METHODS, Link, LinkMethod, link, shared_items
from marshrut.cores.psychometrics.linking.drift import Drift, drifted

__all__ = ["METHODS", "Drift", "Link", "LinkMethod", "drifted", "link", "shared_items"]
