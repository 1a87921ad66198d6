from django.urls import path

from marshrut.desks.mine import views

app_name = "mine"
urlpatterns = [path("", views.front, name="front")]
