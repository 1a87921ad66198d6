from django.urls import path

from marshrut.desks.administrator import views

app_name = "administrator"
urlpatterns = [
    path("", views.front, name="front"),
    path("doctor/", views.doctor, name="doctor"),
    path("backup/", views.backup, name="backup"),
    path("audit/", views.audit, name="audit"),
    path("places/", views.places, name="places"),
    path("places/add/", views.add_place, name="add-place"),
]
