"""Addresses of diagnostics: tests that people take, campaigns, the bank."""

from __future__ import annotations

from django.urls import path

from marshrut.apps.diagnostics.views import bank, campaigns, paper, passed, results, taking

app_name = "diagnostics"
urlpatterns = [
    path("tests/", taking.mine, name="mine"),
    path("tests/<uuid:campaign_id>/", taking.before, name="before"),
    path("tests/<uuid:campaign_id>/begin/", taking.begin, name="begin"),
    path("attempts/<uuid:attempt_id>/", taking.take, name="take"),
    path("attempts/<uuid:attempt_id>/status/", taking.status, name="status"),
    path("attempts/<uuid:attempt_id>/answer/", taking.answer, name="answer"),
    path("attempts/<uuid:attempt_id>/hand-in/", taking.hand_in, name="hand-in"),
    path("attempts/<uuid:attempt_id>/outcome/", taking.outcome, name="outcome"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/add/", campaigns.add, name="add-campaign"),
    path("campaigns/<uuid:campaign_id>/", campaigns.campaign, name="campaign"),
    path("campaigns/<uuid:campaign_id>/list.xlsx", campaigns.book, name="campaign-book"),
    path("campaigns/<uuid:campaign_id>/announce/", campaigns.announce, name="announce"),
    path("campaigns/<uuid:campaign_id>/invite/", campaigns.invite, name="invite"),
    path("campaigns/<uuid:campaign_id>/move/<slug:to>/", campaigns.move, name="move-campaign"),
    path("campaigns/<uuid:campaign_id>/remind/", campaigns.remind, name="remind"),
    path("campaigns/<uuid:campaign_id>/passed/", passed.passed, name="passed"),
    path("campaigns/<uuid:campaign_id>/paper/", paper.printed, name="paper"),
    path("instruments/", bank.instruments, name="instruments"),
    path("instruments/add/", bank.upload, name="add-instrument"),
    path("instruments/template.xlsx", bank.template, name="instrument-template"),
    path("instruments/<uuid:version_id>/", bank.instrument, name="instrument"),
    path("instruments/<uuid:version_id>/use/", bank.use, name="use-instrument"),
    path("instruments/<uuid:version_id>/retire/", bank.retire, name="retire-instrument"),
    path("instruments/<uuid:version_id>/drop/", bank.drop, name="drop-instrument"),
    path("results/", results.files_page, name="results"),
    path("results/send/", results.send, name="send-results"),
    path("results/keys/", results.keys, name="send-keys"),
    path("results/template.xlsx", results.template, name="results-template"),
    path("results/<uuid:results_id>/", results.file_page, name="results-file"),
    path("results/<uuid:results_id>/errors.xlsx", results.errors, name="results-errors"),
    path("results/<uuid:results_id>/lines/<uuid:line_id>/", results.answer, name="answer-result"),
    path("results/<uuid:results_id>/apply/", results.apply, name="apply-results"),
    path("results/<uuid:results_id>/again/", results.again, name="recheck-results"),
    path("results/<uuid:results_id>/drop/", results.drop, name="drop-results"),
    path("results/<uuid:results_id>/undo/", results.undo, name="undo-results"),
    path("attempts/<uuid:attempt_id>/annul/", passed.annul, name="annul"),
    path("texts/", bank.texts, name="texts"),
    path("texts/<uuid:attempt_id>/", bank.mark, name="mark"),
    path("participants/<uuid:participant_id>/excuse/", campaigns.excuse, name="excuse"),
    path("participants/<uuid:participant_id>/answers/", paper.type_in, name="type-in"),
]
