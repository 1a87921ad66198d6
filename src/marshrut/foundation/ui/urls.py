"""The living page of the interface, and the theme."""

from django.urls import path

from marshrut.foundation.ui import views

__all__ = ["app_name", "urlpatterns"]

app_name = "ui"
urlpatterns = [
    path("ui/", views.living, name="living"),
    path("ui/pick/<slug:source>/", views.pick, name="pick"),
    path("ui/theme/", views.set_theme, name="theme"),
]
