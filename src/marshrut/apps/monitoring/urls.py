"""Addresses of monitoring: the note, blanks."""

from __future__ import annotations

from django.urls import path

from marshrut.apps.monitoring.views import blanks, note

app_name = "monitoring"
urlpatterns = [
    path("note/", note.note, name="note"),
    path("note/form/", note.note_form, name="note-form"),
    path("note/form/form.docx", note.note_sample, name="note-sample"),
    path("blanks/", blanks.blanks, name="blanks"),
    path("blanks/<uuid:blank_id>/", blanks.blank, name="blank"),
    path("blanks/<uuid:blank_id>/filled.xlsx", blanks.filled, name="filled"),
    path("blanks/<uuid:blank_id>/drop/", blanks.drop_blank, name="drop-blank"),
]
