from django.urls import path

from marshrut.desks.centre import views

app_name = "centre"
urlpatterns = [path("", views.front, name="front")]
