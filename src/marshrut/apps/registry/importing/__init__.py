"""From typed lines to one change set: whom and where they mean, what they would change, how it is written.

`check` puts it together: `places` finds organisations, `matching` people, `staff`, `roles` and `organisations` say what
differs, `absences` who is missing. The outcome is a `Plan`; `writing` writes its deeds with `bulk`.
"""
