"""The order as pages."""

from django.urls import path, re_path

from marshrut.desks.governing import deeds, views

__all__ = ["app_name", "urlpatterns"]

app_name = "governing"
urlpatterns = [
    path("", views.front, name="front"),
    re_path(r"^report\.(?P<kind>docx|xlsx)$", deeds.report, name="report"),
    path("printed/", deeds.choose_printed, name="choose-printed"),
    path("structure/", views.structure, name="structure"),
    path("clauses/", views.clauses, name="clauses"),
    path("clauses/<str:code>/", views.clause, name="clause"),
    path("clauses/<str:code>/appoint/", deeds.appoint, name="appoint"),
    path("clauses/<str:code>/appoint/<uuid:pk>/end/", deeds.end, name="end"),
    path("clauses/<str:code>/proof/", deeds.prove, name="prove"),
    path("clauses/<str:code>/proof/<uuid:pk>/withdraw/", deeds.withdraw, name="withdraw"),
    path("clauses/<str:code>/declare/", deeds.declare, name="declare"),
    path("clauses/<str:code>/declare/<uuid:pk>/revoke/", deeds.revoke, name="revoke"),
    path("indicators/", views.indicators, name="indicators"),
    path("roadmap/", views.roadmap, name="roadmap"),
    path("registers/", views.registers, name="registers"),
    path("editions/", views.editions, name="editions"),
]
