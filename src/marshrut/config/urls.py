"""Every address. Each view carries its gate; the matrix test names each address with the roles that may come."""

from django.urls import include, path

urlpatterns = [
    path("", include("marshrut.foundation.accounts.urls")),
    path("", include("marshrut.foundation.privacy.urls")),
    path("", include("marshrut.foundation.ui.urls")),
    path("files/", include("marshrut.foundation.files.urls")),
    path("api/", include("marshrut.api.urls")),
    path("jobs/", include("marshrut.foundation.jobs.urls")),
    path("", include("marshrut.apps.registry.urls")),
    path("", include("marshrut.apps.diagnostics.urls")),
    path("", include("marshrut.apps.programmes.urls")),
    path("competencies/", include("marshrut.apps.competencies.urls")),
    path("routes/", include("marshrut.apps.routes.urls")),
    path("indicators/", include("marshrut.apps.monitoring.urls")),
    path("", include("marshrut.desks.urls")),
]
handler400 = "marshrut.foundation.ui.views.bad_request"
handler403 = "marshrut.foundation.ui.views.forbidden"
handler404 = "marshrut.foundation.ui.views.not_found"
handler500 = "marshrut.foundation.ui.views.server_error"
