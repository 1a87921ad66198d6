from django.urls import path

from marshrut.desks.municipality import views

app_name = "municipality"
urlpatterns = [path("", views.front, name="front")]
