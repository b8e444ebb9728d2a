"""Puts every cell of the tables of a hostile log into a workbook: what a spreadsheet runs as a formula is counted."""
import csv
import glob

from openpyxl import Workbook


def formulas(folder):
    found = 0
    for path in glob.glob(f"{folder}/*.csv"):
        text = open(path, newline="", encoding="utf-8").read()
        if folder == "excel":
            assert text.startswith("\ufeff") and "\r\n" in text, path
        sheet = Workbook().active
        for row in csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True)):
            sheet.append(row)
        found += sum(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    return found


assert formulas("plain") > 0, "the log has a text that a spreadsheet would run"
assert formulas("excel") == 0
print("no formula")
