"""Addresses of the registry. `people/` are accounts and their slips; here are the people themselves."""

from __future__ import annotations

from django.urls import path

from marshrut.apps.registry.views import identity

app_name = "registry"
urlpatterns = [
    path("identity/", identity.identity, name="identity"),
    path("identity/merge/", identity.merge, name="merge"),
    path("identity/apart/", identity.apart, name="apart"),
    path("identity/merges/<uuid:merge_id>/undo/", identity.unmerge, name="unmerge"),
    path("identity/claims/<uuid:employment_id>/", identity.settle, name="settle"),
]
