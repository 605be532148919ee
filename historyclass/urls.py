"""Every address of the site. Each app names its own; tests/site/test_access.py says who may open it."""

from django.urls import include, path

from historyclass import errors, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("", include("historyclass.people.urls")),
    path("", include("historyclass.desk.urls")),
    path("", include("sources.urls")),
    path("", include("activities.urls")),
    path("", include("activities.marking.urls")),
]
handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
