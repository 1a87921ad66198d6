from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "marshrut.api"
    label = "api"
    verbose_name = "Открытый API"
