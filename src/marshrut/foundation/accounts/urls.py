from django.urls import path

from marshrut.foundation.accounts import keys, people, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/second/", views.second_factor_check, name="second-factor"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("activate/", views.activate, name="activate"),
    path("activate/<slug:login>/", views.activate, name="activate"),
    path("me/role/", views.choose_role, name="choose-role"),
    path("me/password/", views.password, name="password"),
    path("me/second-factor/", views.second_factor_setup, name="second-factor-setup"),
    path("me/keys/", keys.keys, name="keys"),
    path("me/keys/<uuid:key_id>/end/", keys.end, name="end-key"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="add-people"),
    path("people/slips/", people.slips, name="slips"),
    path("people/<uuid:account_id>/close/", people.close, name="close"),
    path("people/<uuid:account_id>/roles/", people.give_role, name="give-role"),
    path("people/<uuid:account_id>/roles/<uuid:assignment_id>/end/", people.end_role, name="end-role"),
    path("people/<uuid:account_id>/second-factor/drop/", people.drop_factor, name="drop-factor"),
]
