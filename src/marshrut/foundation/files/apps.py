from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "marshrut.foundation.files"
    label = "files"
    verbose_name = "Файлы"
