from django.urls import include, path

from marshrut.desks import home

urlpatterns = [
    path("", home.home, name="home"),
    path("order/", include("marshrut.desks.governing.urls")),
]
