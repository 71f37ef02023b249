"""The organisation as one spreadsheet (XLSX): a sheet per table, out and in again exactly."""

from engine.workbook.cells import KINDS, told
from engine.workbook.sheets import SHEETS, Sheet
from engine.workbook.spreadsheet import Book, Mistake, read, write

__all__ = ["KINDS", "SHEETS", "Book", "Mistake", "Sheet", "read", "told", "write"]
