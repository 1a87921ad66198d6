"""Addresses of the registry. `people/` are accounts and their slips; here are the people themselves."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "registry"
urlpatterns: list[URLPattern] = []
