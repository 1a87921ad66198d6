"""The interface as a Django app: templates, components, static files. No models."""

from django.apps import AppConfig

__all__ = ["UiConfig"]


class UiConfig(AppConfig):
    name = "marshrut.foundation.ui"
    label = "ui"
    verbose_name = "Интерфейс"
