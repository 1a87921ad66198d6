"""Addresses of competencies."""

from __future__ import annotations

from django.urls import path

from marshrut.apps.competencies.views import deeds, files, giving, groups, many, people, spreading

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
    path("accompaniments/spread/", spreading.spread, name="spread"),
    path("accompaniments/spread/<uuid:draft_id>/", spreading.draft, name="spread-draft"),
    path("accompaniments/spread/<uuid:draft_id>/list.xlsx", spreading.book, name="spread-book"),
    path("accompaniments/files/", files.files_page, name="files"),
    path("accompaniments/files/send/", files.send, name="send-file"),
    path("accompaniments/files/template.xlsx", files.template, name="file-template"),
    path("accompaniments/files/<uuid:file_id>/", files.file_page, name="file"),
    path("accompaniments/files/<uuid:file_id>/errors.xlsx", files.errors, name="file-errors"),
    path("accompaniments/files/<uuid:file_id>/lines/<uuid:line_id>/", files.answer, name="answer-file-line"),
    path("accompaniments/files/<uuid:file_id>/apply/", files.apply, name="apply-file"),
    path("accompaniments/files/<uuid:file_id>/again/", files.again, name="recheck-file"),
    path("accompaniments/files/<uuid:file_id>/drop/", files.drop, name="drop-file"),
    path("accompaniments/files/<uuid:file_id>/undo/", files.undo, name="undo-file"),
    path("accompaniments/<uuid:line_id>/end/", giving.end, name="end-accompaniment"),
    path("groups/", groups.groups, name="groups"),
    path("groups/list.xlsx", groups.groups_book, name="groups-book"),
    path("subjects/", groups.subjects, name="subjects"),
    path("subjects/list.xlsx", groups.subjects_book, name="subjects-book"),
    path("typical/", groups.typical, name="typical"),
    path("typical/list.xlsx", groups.typical_book, name="typical-book"),
    path("typical/request.docx", groups.typical_letter, name="typical-letter"),
]
