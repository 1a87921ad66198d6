from django.urls import path

from marshrut.foundation.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<uuid:job_id>/", views.job, name="job"),
    path("<uuid:job_id>/stop/", views.stop, name="stop"),
    path("<uuid:job_id>/retry/", views.retry, name="retry"),
]
