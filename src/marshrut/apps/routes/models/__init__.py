"""Tables of routes: the route and its steps, what shows that they were taken, transfer into practice, what came in."""

from marshrut.apps.routes.models.files import RouteFile, RouteLine
from marshrut.apps.routes.models.papers import PrintTemplate
from marshrut.apps.routes.models.practice import CalendarKey, Consultation, Observation, ObserverCall, Reflection
from marshrut.apps.routes.models.region_plans import RegionPlan, RegionPlanRow
from marshrut.apps.routes.models.routes import ApprovalOrder, Goal, Route, RouteEntry, RouteStep, StepEvidence, Wishes

__all__ = [
    "ApprovalOrder",
    "CalendarKey",
    "Consultation",
    "Goal",
    "Observation",
    "ObserverCall",
    "PrintTemplate",
    "Reflection",
    "RegionPlan",
    "RegionPlanRow",
    "Route",
    "RouteEntry",
    "RouteFile",
    "RouteLine",
    "RouteStep",
    "StepEvidence",
    "Wishes",
]
