from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "marshrut.foundation.privacy"
    label = "privacy"
    verbose_name = "Персональные данные"
