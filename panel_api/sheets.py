"""Spreadsheets: written so that they are safe to open, and read as rows of text, whether CSV or XLSX.

What a person typed stays text: no cell of ours becomes a formula. Amounts are numbers, so that they can be added up.
"""

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final

from engine.problems import Problem
from panel_api.errors import Trouble

Cell = str | int | Decimal | dt.date | None
BOM: Final = "\ufeff"
CSV_TYPE: Final = "text/csv; charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_UNPACKED: Final = 100_000_000
"""Bytes that an XLSX file may unpack to."""
_FORMULA: Final = re.compile(r"^[\s\u3000]*[=+\-@\t\r\n＝＋－＠|%]")
_ZIP: Final = b"PK\x03\x04"


def line(cells: Sequence[Cell]) -> str:
    """One line of CSV; a text that a spreadsheet would run as a formula is led by an apostrophe."""
    out = io.StringIO()
    csv.writer(out).writerow([_guarded(cell) for cell in cells])
    return out.getvalue()


def pounds(pence: int) -> Decimal:
    """Pence as pounds with two places: 637800 → 6378.00."""
    return Decimal(pence).scaleb(-2)


def workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]) -> bytes:
    """An XLSX file of sheets: a name, heads and rows each. Rows are written as they come and kept nowhere."""
    import xlsxwriter

    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"constant_memory": True, **plain}) as book:
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        day = book.add_format({"num_format": "d mmm yyyy"})
        for name, heads, rows in sheets:
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(heads) - 1, 22)
            for column, head in enumerate(heads):
                sheet.write_string(0, column, head, bold)
            for number, row in enumerate(rows, 1):
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell, money, day)
    return out.getvalue()


def rows_of(source: Path | bytes) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not empty, with its number in the file, as texts. Raises Trouble "bad-input"."""
    with _opened(source) as file:
        start = file.read(4)
        file.seek(0)
        with closing(_of_xlsx(file) if start == _ZIP else _of_csv(file)) as rows:
            for number, row in enumerate(rows, 1):
                if any(row):
                    yield number, row


def _guarded(cell: Cell) -> object:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _write(sheet: Any, row: int, column: int, cell: Cell, money: object, day: object) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, Decimal):
        sheet.write_number(row, column, cell, money)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, column, cell, day)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def _opened(source: Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _of_csv(file: BinaryIO) -> Generator[list[str]]:
    """Rows of a CSV file in UTF-8 or, as older programs write it, in Windows' own letters."""
    letters = "utf-8-sig" if _is_utf8(file) else "cp1252"
    text = io.TextIOWrapper(file, letters, errors="replace", newline="")
    head = text.readline()
    text.seek(0)
    parted = max(",;\t", key=head.count)
    try:
        for row in csv.reader(text, delimiter=parted):
            yield [_bare(cell) for cell in row]
    except csv.Error:
        raise _unreadable() from None
    finally:
        text.detach()


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(1 << 16):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _of_xlsx(file: BinaryIO) -> Generator[list[str]]:
    """Rows of the first sheet of an XLSX file."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(file) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise _unreadable()
        file.seek(0)
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    except (CalamineError, zipfile.BadZipFile, OSError):
        raise _unreadable() from None
    for _ in range(sheet.start[0] if sheet.start else 0):
        yield []
    for row in sheet.iter_rows():
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    """A cell as somebody would have typed it into CSV."""
    if isinstance(cell, str):
        return _bare(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return str(cell)
    number = Decimal(str(cell))
    return str(int(number)) if number == int(number) else f"{number:f}"


def _bare(cell: str) -> str:
    """A text without the spaces around it, and without the apostrophe that guarded it."""
    text = cell.strip().strip(BOM)
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def _unreadable() -> Trouble:
    problem = Problem("file", "it cannot be read", "a CSV or an XLSX file", "Save it as one of these and send it again")
    return Trouble("bad-input", problems=[problem])
