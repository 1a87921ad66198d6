"""Lists out: templates to fill in, the person's own lines with what is wrong, any list with its filter above it."""

from marshrut.apps.registry.workbooks.errors import errors_workbook
from marshrut.apps.registry.workbooks.lists import Column, sheet_out
from marshrut.apps.registry.workbooks.problems import problems_book
from marshrut.apps.registry.workbooks.template import MEDIA_TYPE, list_workbook, template

__all__ = ["MEDIA_TYPE", "Column", "errors_workbook", "list_workbook", "problems_book", "sheet_out", "template"]
