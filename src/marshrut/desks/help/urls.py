from django.urls import path

from marshrut.desks.help import views

app_name = "help"
urlpatterns = [
    path("", views.front, name="front"),
    path("tour/", views.tour, name="tour"),
    path("pictures/<str:name>", views.picture, name="picture"),
    path("<slug:slug>/", views.guide, name="guide"),
]
