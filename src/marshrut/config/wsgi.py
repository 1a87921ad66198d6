"""The web process's entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marshrut.config.settings")


def settle() -> None:
    """Read every address and template now, and let the garbage collector look past what stays for good.

    It would go through all of it again every few dozen pages, and that page would be a tenth of a second late.
    """
    from django.template import engines
    from django.urls import get_resolver

    from marshrut.apps.registry.dictionaries import base_dictionaries
    from marshrut.apps.regulation.queries import catalogue

    _ = get_resolver().url_patterns, engines.all(), base_dictionaries(), catalogue()
    gc.collect()
    gc.freeze()


application = get_wsgi_application()
settle()
