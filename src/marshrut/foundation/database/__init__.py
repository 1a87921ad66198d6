"""The database underneath: where it lives, how it starts, who may do what there, how it is saved and checked.

Plain Python: nothing here imports Django unless its docstring says so, because `marshrut up` starts PostgreSQL
long before Django is needed.
"""
