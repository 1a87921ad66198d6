"""Addresses of routes: one's own, the companion's desk, a place's, lessons observed."""

from __future__ import annotations

from django.urls import path

from marshrut.apps.routes.views import care, days, drafts, files, papers, places, practice, region_plans, routes, steps

app_name = "routes"
urlpatterns = [
    # life of a route
    path("", routes.mine, name="mine"),
    path("<uuid:route_id>/", routes.route, name="route"),
    path("<uuid:route_id>/do/<slug:deed>/", routes.do, name="do"),
    path("<uuid:route_id>/ways/", routes.ways, name="ways"),
    path("<uuid:route_id>/way/", routes.take_way, name="take-way"),
    path("<uuid:route_id>/goals/", routes.add_goal, name="add-goal"),
    path("<uuid:route_id>/goals/<uuid:goal_id>/drop/", routes.drop_goal, name="drop-goal"),
    path("<uuid:route_id>/steps/", steps.add, name="add-step"),
    path("people/<uuid:person_id>/make/", routes.make, name="make"),
    path("steps/<uuid:step_id>/", steps.step, name="step"),
    path("steps/<uuid:step_id>/route/", steps.of_step, name="of-step"),
    path("steps/<uuid:step_id>/do/<slug:deed>/", steps.do, name="step-do"),
    path("steps/<uuid:step_id>/change/", steps.change, name="change-step"),
    path("steps/<uuid:step_id>/swap/", steps.swap, name="swap-step"),
    path("steps/<uuid:step_id>/evidence/", steps.evidence, name="evidence"),
    path(
        "steps/<uuid:step_id>/evidence/<uuid:evidence_id>/withdraw/", steps.withdraw_evidence, name="withdraw-evidence"
    ),
    # who accompanies
    path("queue/", care.queue, name="queue"),
    path("caseload/", care.caseload, name="caseload"),
    path("consultations/", care.consultations, name="consultations"),
    path("consultations/<uuid:consultation_id>/withdraw/", care.withdraw_consultation, name="withdraw-consultation"),
    # a place
    path("releases/", places.releases, name="releases"),
    path("places/", places.states, name="states"),
    # calendar
    path("calendar/", days.calendar, name="calendar"),
    path("calendar/close/", days.close, name="close-calendar"),
    path("days/<str:key>.ics", days.feed, name="feed"),
    # transfer into practice
    path("observing/", practice.observing, name="observing"),
    path("observing/worker.js", practice.worker, name="worker"),
    path("observing/<uuid:call_id>/", practice.observe, name="observe"),
    path("observing/<uuid:call_id>/decline/", practice.decline, name="decline-call"),
    path("steps/<uuid:step_id>/call/", practice.call, name="call-observer"),
    path("steps/<uuid:step_id>/call/<uuid:call_id>/withdraw/", practice.uncall, name="uncall-observer"),
    path("steps/<uuid:step_id>/reflect/", practice.reflect, name="reflect"),
    # drafts and wishes
    path("drafts/", drafts.drafts, name="drafts"),
    path("people/<uuid:person_id>/draft/", drafts.draft_one, name="draft-one"),
    path("wishes/", drafts.own_wishes, name="own-wishes"),
    path("people/<uuid:person_id>/wishes/", drafts.wishes, name="wishes"),
    # the region planned together
    path("region-plans/", region_plans.region_plans, name="region-plans"),
    path("region-plans/<uuid:plan_id>/", region_plans.region_plan, name="region-plan"),
    path("region-plans/<uuid:plan_id>/enough/", region_plans.enough, name="region-plan-enough"),
    path("region-plans/<uuid:plan_id>/publish/", region_plans.publish, name="publish-region-plan"),
    path("region-plans/<uuid:plan_id>/throw-away/", region_plans.throw_away, name="throw-region-plan-away"),
    # papers
    path("<uuid:route_id>/print/", papers.print_page, name="print"),
    path("<uuid:route_id>/route.pdf", papers.route_pdf, name="route-pdf"),
    path("<uuid:route_id>/route.docx", papers.route_docx, name="route-docx"),
    path("register.xlsx", papers.register, name="register"),
    path("orders/", papers.orders, name="orders"),
    path("orders/<uuid:order_id>/order.docx", papers.order_docx, name="order-docx"),
    path("template/", papers.template, name="template"),
    path("template/template.docx", papers.template_file, name="template-file"),
    # made elsewhere
    path("files/", files.files_page, name="files"),
    path("files/send/", files.send, name="send-file"),
    path("files/template.xlsx", files.template, name="file-template"),
    path("files/<uuid:file_id>/", files.file_page, name="file"),
    path("files/<uuid:file_id>/errors.xlsx", files.errors, name="file-errors"),
    path("files/<uuid:file_id>/lines/<uuid:line_id>/", files.answer, name="answer-file-line"),
    path("files/<uuid:file_id>/apply/", files.apply, name="apply-file"),
    path("files/<uuid:file_id>/again/", files.again, name="recheck-file"),
    path("files/<uuid:file_id>/drop/", files.drop, name="drop-file"),
    path("files/<uuid:file_id>/undo/", files.undo, name="undo-file"),
]
