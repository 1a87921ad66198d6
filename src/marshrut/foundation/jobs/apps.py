from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "marshrut.foundation.jobs"
    label = "jobs"
    verbose_name = "Задания"
