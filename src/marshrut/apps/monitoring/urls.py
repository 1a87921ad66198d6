"""Addresses of monitoring: figures, one of them down to people, what is entered, snapshots."""

from __future__ import annotations

from django.urls import path

from marshrut.apps.monitoring.views import entering, figures, indicator, snapshots

app_name = "monitoring"
urlpatterns = [
    path("", figures.figures, name="figures"),
    path("figures.xlsx", figures.book, name="figures-book"),
    path("snapshots/", snapshots.snapshots, name="snapshots"),
    path("snapshots/make/", snapshots.make, name="make-snapshot"),
    path("snapshots/<uuid:snapshot_id>/verify/", snapshots.verify, name="verify-snapshot"),
    path("<str:code>/", indicator.indicator, name="indicator"),
    path("<str:code>/people.xlsx", indicator.people_book, name="people-book"),
    path("<str:code>/enter/", entering.enter, name="enter"),
    path("<str:code>/enter/<uuid:entry_id>/withdraw/", entering.withdraw, name="withdraw-entry"),
]
