from django.urls import path

from marshrut.foundation.privacy import views

app_name = "privacy"
urlpatterns = [
    path("notice/", views.notice, name="notice"),
    path("me/", views.mine, name="mine"),
    path("people/<uuid:account_id>/", views.card, name="card"),
    path("people/<uuid:account_id>/paper/", views.paper, name="paper"),
    path("people/<uuid:account_id>/recall/<uuid:purpose_id>/", views.recall, name="recall"),
    path("purposes/", views.purposes, name="purposes"),
    path("purposes/<uuid:purpose_id>/", views.change_purpose, name="change-purpose"),
]
