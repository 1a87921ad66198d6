from django.urls import path

from marshrut.desks.start import views

app_name = "start"
urlpatterns = [path("", views.front, name="front")]
