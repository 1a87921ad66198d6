"""Addresses of the registry. `people/` are accounts and their slips; here are the people themselves."""

from __future__ import annotations

from django.urls import path

from marshrut.apps.registry.views import (
    access,
    deeds,
    identity,
    mine,
    people,
    person,
    place_deeds,
    places,
    registers,
    requests,
    search,
)

app_name = "registry"
urlpatterns = [
    path("staff/", people.staff, name="staff"),
    path("staff/list.xlsx", people.staff_book, name="staff-book"),
    path("staff/add/", people.add_person, name="add-person"),
    path("staff/access/", access.without_access, name="without-access"),
    path("staff/access/give/", access.give, name="give-access"),
    path("staff/<uuid:person_id>/", person.person, name="person"),
    path("staff/<uuid:person_id>/history/", person.person_history_page, name="person-history"),
    path("staff/<uuid:person_id>/access/", access.link, name="link-access"),
    path("staff/<uuid:person_id>/change/<slug:deed>/", deeds.change, name="change"),
    path("staff/<uuid:person_id>/change/<slug:deed>/<uuid:line_id>/", deeds.change_line, name="change-line"),
    path("organisations/", places.organisations, name="organisations"),
    path("organisations/list.xlsx", places.organisations_book, name="organisations-book"),
    path("organisations/add/", places.add_place, name="add-organisation"),
    path("organisations/<uuid:node_id>/", places.organisation, name="organisation"),
    path("organisations/<uuid:node_id>/history/", places.organisation_history, name="organisation-history"),
    path("organisations/<uuid:node_id>/change/<slug:deed>/", place_deeds.change_place, name="change-place"),
    path(
        "organisations/<uuid:node_id>/change/<slug:deed>/<uuid:line_id>/",
        place_deeds.change_place_line,
        name="change-place-line",
    ),
    path("registers/", registers.registers, name="registers"),
    path("registers/<str:code>/", registers.register, name="register"),
    path("registers/<str:code>/list.xlsx", registers.register_book, name="register-book"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<uuid:request_id>/", requests.answer, name="answer-request"),
    path("search/", search.search, name="search"),
    path("my/", mine.mine, name="mine"),
    path("my/data.json", mine.my_json, name="my-json"),
    path("my/data.xlsx", mine.my_book, name="my-book"),
    path("identity/", identity.identity, name="identity"),
    path("identity/merge/", identity.merge, name="merge"),
    path("identity/apart/", identity.apart, name="apart"),
    path("identity/merges/<uuid:merge_id>/undo/", identity.unmerge, name="unmerge"),
    path("identity/claims/<uuid:employment_id>/", identity.settle, name="settle"),
]
