"""Addresses of monitoring: figures, one of them down to people, what is entered, snapshots; the note, blanks."""

from __future__ import annotations

from django.urls import path

from marshrut.apps.monitoring.views import blanks, entering, figures, indicator, note, pictures, snapshots

app_name = "monitoring"
urlpatterns = [
    path("", figures.figures, name="figures"),
    path("figures.xlsx", figures.book, name="figures-book"),
    path("loop.png", pictures.loop, name="loop"),
    path("loop.xlsx", pictures.loop_book, name="loop-book"),
    path("snapshots/", snapshots.snapshots, name="snapshots"),
    path("snapshots/make/", snapshots.make, name="make-snapshot"),
    path("snapshots/<uuid:snapshot_id>/verify/", snapshots.verify, name="verify-snapshot"),
    path("note/", note.note, name="note"),
    path("note/form/", note.note_form, name="note-form"),
    path("note/form/form.docx", note.note_sample, name="note-sample"),
    path("blanks/", blanks.blanks, name="blanks"),
    path("blanks/<uuid:blank_id>/", blanks.blank, name="blank"),
    path("blanks/<uuid:blank_id>/filled.xlsx", blanks.filled, name="filled"),
    path("blanks/<uuid:blank_id>/drop/", blanks.drop_blank, name="drop-blank"),
    path("<str:code>/", indicator.indicator, name="indicator"),
    path("<str:code>/people.xlsx", indicator.people_book, name="people-book"),
    path("<str:code>/<slug:what>.png", pictures.picture, name="picture"),
    path("<str:code>/<slug:what>.xlsx", pictures.picture_book, name="picture-book"),
    path("<str:code>/enter/", entering.enter, name="enter"),
    path("<str:code>/enter/<uuid:entry_id>/withdraw/", entering.withdraw, name="withdraw-entry"),
]
