"""Addresses of learning with what they answer to whom; columns as in `matrix.py`."""

from __future__ import annotations

__all__ = ["PROGRAMMES", "SENT_TO_PROGRAMMES"]

SENT_TO_PROGRAMMES = {
    "pressed": {"press": "@press"},
    "because": {"why": "некем заменить"},
    "order": {"number": "12", "day": "@today"},
    "listed": {"since": "2020-01-01", "number": "9"},
    "struck": {"last": "@today"},
    "course": {
        "title": "Чтение",
        "kind": "upskilling",
        "hours": "36",
        "form": "mixed",
        "document": "certificate",
        "provider_name": "Центр",
        "state": "open",
    },
    "cohort": {
        "part": "course",
        "title": "Группа",
        "starts": "@tomorrow",
        "ends": "@tomorrow",
        "seats": "9",
        "min_size": "1",
        "hours": "8",
        "form": "mixed",
    },
    "met": {"on": "@today", "hours": "2", "form": "mixed"},
    "by": {"by": "@tomorrow"},
    "quarter": {"quarter": "2", "topic": "Чтение"},
    "substitute": {"colleague": "@twin_text", "first": "@tomorrow", "last": "@tomorrow"},
}

PROGRAMMES = """\
programmes:catalogue            GET  -                    -          302  200 200 200 200 200 200 200  -
programmes:add-programme        GET  -                    -          302  403 403 403 403 200 403 403  list
programmes:add-programme        POST -                    course     401  403 403 403 403 302 403 403  list
programmes:programme            GET  programme            -          302  200 200 200 200 200 200 200  -
programmes:edit-programme       GET  programme            -          302  403 403 403 403 200 403 403  list
programmes:edit-programme       POST programme            course     401  403 403 403 403 302 403 403  list
programmes:list-in-register     POST programme            listed     401  403 403 403 403 302 403 403  list
programmes:end-listing          POST programme,listing    struck     401  403 403 403 403 302 403 403  list
programmes:add-cohort           GET  programme            -          302  403 403 403 403 200 403 403  list
programmes:add-cohort           POST programme            cohort     401  403 403 403 403 302 403 403  list
programmes:cohort               GET  group                -          302  200 200 200 200 200 200 200  -
programmes:cohort               GET  under_way            -          302  200 200 200 200 200 200 200  -
programmes:edit-cohort          GET  group                -          302  403 403 403 403 200 403 403  list
programmes:edit-cohort          POST group                cohort     401  403 403 403 403 302 403 403  list
programmes:apply                POST group                pressed    401  302 302 302 302 302 302 302  -
programmes:enrol                POST group                order      401  403 403 403 403 302 403 403  list
programmes:complete             POST under_way            order      401  403 403 403 403 302 403 403  list
programmes:cancel-cohort        POST group                because    401  403 403 403 403 302 403 403  list
programmes:move-cohort          POST group,running_step   -          401  403 403 403 403 302 403 403  list
programmes:meet                 POST under_way            met        401  403 403 403 403 302 403 403  list
programmes:leave                POST under_way,learner    because    401  403 403 403 403 302 403 403  list
programmes:attend               GET  meeting              -          302  403 403 403 403 200 403 403  list
programmes:attend               POST meeting              -          401  403 403 403 403 302 403 403  list
programmes:drop-meeting         POST meeting              -          401  403 403 403 403 302 403 403  list
programmes:mine                 GET  -                    -          302  200 200 200 200 200 200 200  -
programmes:person               GET  person               -          302  404 200 200 404 200 200 200  -
programmes:person               GET  judged               -          302  200 200 200 200 200 200 200  -
programmes:queue                GET  -                    -          302  403 200 200 403 200 403 403  list
programmes:agree                POST asked                -          401  403 302 302 403 302 403 403  list
programmes:deny                 POST asked                because    401  403 302 302 403 302 403 403  list
programmes:withdraw             POST my_own               -          401  302 302 302 302 302 302 302  -
programmes:withdraw             POST asked                -          401  404 302 302 404 302 302 302  -
programmes:terms                GET  -                    -          302  403 200 200 403 403 403 403  list
programmes:plan                 GET  -                    -          302  403 200 403 403 403 403 403  list
programmes:plan-book            GET  -                    -          302  403 200 403 403 403 403 403  list
programmes:plan-people          POST -                    by         401  403 302 403 403 403 403 403  list
programmes:change-line          POST plan_line            quarter    401  403 302 403 403 403 403 403  list
programmes:drop-line            POST plan_line            -          401  403 302 403 403 403 403 403  list
programmes:release              GET  -                    -          302  403 200 403 403 403 403 403  list
programmes:stand-in             GET  person               -          302  403 200 403 403 403 403 403  list
programmes:stand-in             POST person               substitute 401  403 302 403 403 403 403 403  list
programmes:drop-stand-in        POST stand_in             -          401  403 302 403 403 403 403 403  list
programmes:files                GET  -                    -          302  403 403 403 403 200 403 403  list
programmes:send-file            GET  -                    -          302  403 403 403 403 200 403 403  list
programmes:send-file            POST -                    -          401  403 403 403 403 422 403 403  list
programmes:file-template        GET  -                    -          302  403 403 403 403 200 403 403  list
programmes:file                 GET  learning_file        -          302  403 403 403 403 200 403 403  list
programmes:file-errors          GET  learning_file        -          302  403 403 403 403 200 403 403  list
programmes:answer-file-line     POST learning_file,learning_line skipped 401 403 403 403 403 302 403 403 list
programmes:apply-file           POST learning_file        -          401  403 403 403 403 302 403 403  list
programmes:recheck-file         POST learning_file        -          401  403 403 403 403 302 403 403  list
programmes:drop-file            POST learning_file        -          401  403 403 403 403 302 403 403  list
programmes:undo-file            POST learning_file        -          401  403 403 403 403 302 403 403  list
"""
