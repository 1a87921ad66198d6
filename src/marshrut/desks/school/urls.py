from django.urls import path

from marshrut.desks.school import views

app_name = "school"
urlpatterns = [path("", views.front, name="front")]
