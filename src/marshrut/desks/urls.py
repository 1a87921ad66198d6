from django.urls import include, path

from marshrut.desks import home

urlpatterns = [
    path("", home.home, name="home"),
    path("order/", include("marshrut.desks.governing.urls")),
    path("administrator/", include("marshrut.desks.administrator.urls")),
    path("help/", include("marshrut.desks.help.urls")),
    path("start/", include("marshrut.desks.start.urls")),
    path("school/", include("marshrut.desks.school.urls")),
    path("municipality/", include("marshrut.desks.municipality.urls")),
    path("centre/", include("marshrut.desks.centre.urls")),
    path("facts/", include("marshrut.desks.facts.urls")),
    path("today/", include("marshrut.desks.mine.urls")),
]
