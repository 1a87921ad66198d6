"""Addresses of competencies."""

from __future__ import annotations

from django.urls import path

from marshrut.apps.competencies.views import deeds, giving, groups, many, people

app_name = "competencies"
urlpatterns = [
    path("", groups.model, name="framework"),
    path("profiles/", groups.profiles, name="profiles"),
    path("mine/", people.mine, name="mine"),
    path("mine/share/", deeds.share, name="share"),
    path("mine/share/<uuid:share_id>/recall/", deeds.recall, name="recall-share"),
    path("mine/appeal/<slug:code>/", deeds.appeal, name="appeal"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("care/", people.care, name="care"),
    path("care/appeals/", deeds.appeals, name="appeals"),
    path("care/appeals/<uuid:appeal_id>/answer/", deeds.answer, name="answer-appeal"),
    path("accompaniments/", giving.accompaniments, name="accompaniments"),
    path("accompaniments/give/", giving.give, name="accompany"),
    path("accompaniments/rule/", many.by_rule, name="by-rule"),
    path("accompaniments/given/<uuid:batch_id>/", many.batch, name="batch"),
    path("accompaniments/<uuid:line_id>/end/", giving.end, name="end-accompaniment"),
    path("groups/", groups.groups, name="groups"),
    path("groups/list.xlsx", groups.groups_book, name="groups-book"),
    path("subjects/", groups.subjects, name="subjects"),
    path("subjects/list.xlsx", groups.subjects_book, name="subjects-book"),
    path("typical/", groups.typical, name="typical"),
    path("typical/list.xlsx", groups.typical_book, name="typical-book"),
    path("typical/request.docx", groups.typical_letter, name="typical-letter"),
]
