"""Reading a CSV of the shop: the right encoding, the right columns, and every problem with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pos_desktop.till.errors import ImportFileError


class ProblemKind(StrEnum):
    """What is wrong with a value of the file; the text is for the log and the command line."""

    NOT_UTF8 = "the file is not UTF-8 text: save it as CSV UTF-8"
    BROKEN_CSV = "the line cannot be read as CSV"
    MISSING_COLUMN = "the column is missing"
    UNKNOWN_COLUMN = "the column is not known"
    WRONG_FIELD_COUNT = "the line does not have as many fields as the first line"
    NEEDED = "this must be filled in"
    TOO_LONG = "this is too long"
    NOT_A_PRICE = "not a price"
    NOT_A_QUANTITY = "not a quantity"
    NOT_A_RANK = "not a whole number"
    NOT_A_TAX_LETTER = "not one of A, B, C, D, E"
    NOT_A_COUNTRY = "not a country code of two letters"
    UNKNOWN_CATEGORY = "there is no such category"
    UNKNOWN_TINT = "there is no such tint"
    NOT_A_CODE = "not a code"
    WRONG_CHECK_DIGIT = "the check digit of the barcode is wrong"
    REPEATED = "this is in the file already"
    CODES_OF_SEVERAL = "these codes belong to different products"


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the line as an editor counts it, the column, what is wrong, and the value found."""

    line: int
    column: str
    kind: ProblemKind
    value: str = ""

    def __str__(self) -> str:
        """As the command line prints it: `line 7, price: not a price: '12x'`."""
        column = f", {self.column}" if self.column else ""
        value = f": {self.value!r}" if self.value else ""
        return f"line {self.line}{column}: {self.kind.value}{value}"


@dataclass
class Row:
    """A line of the file and the list that its problems go to."""

    line: int
    values: dict[str, str]
    problems: list[Problem] = field(repr=False)

    def report(self, column: str, kind: ProblemKind, value: str = "") -> None:
        """Notes a problem of this line."""
        self.problems.append(Problem(self.line, column, kind, value))

    def text(self, column: str, longest: int) -> str:
        """A value of at most so many characters."""
        value = self.values[column]
        if len(value) > longest:
            self.report(column, ProblemKind.TOO_LONG, value)
        return value

    def needed(self, column: str, longest: int) -> str:
        """A value that must be there."""
        if not self.values[column]:
            self.report(column, ProblemKind.NEEDED)
        return self.text(column, longest)


def read_rows(source: str | Path, columns: Sequence[str], problems: list[Problem]) -> list[Row]:
    """The lines of a CSV, given as text or as the path of a file; values are stripped of blanks around them.

    Raises:
        ImportFileError: the file cannot be opened.
    """
    text = source if isinstance(source, str) else _decoded(source, problems)
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows: list[Row] = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if problems or not _is_header(header, columns, problems):
            return []
        for values in reader:
            if any(value.strip() for value in values):
                _add_row(rows, reader.line_num, header, values, problems)
    except csv.Error as error:
        problems.append(Problem(reader.line_num, "", ProblemKind.BROKEN_CSV, str(error)))
    return rows


def _decoded(path: Path, problems: list[Problem]) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ImportFileError(f"{path} cannot be read: {error}") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(Problem(line, "", ProblemKind.NOT_UTF8))
        return ""


def _is_header(header: Sequence[str], columns: Sequence[str], problems: list[Problem]) -> bool:
    wrong = [Problem(1, name, ProblemKind.MISSING_COLUMN) for name in columns if name not in header]
    wrong += [Problem(1, name, ProblemKind.UNKNOWN_COLUMN) for name in header if name not in columns]
    wrong += [
        Problem(1, name, ProblemKind.REPEATED)
        for index, name in enumerate(header)
        if name in header[:index] and name in columns
    ]
    problems.extend(wrong)
    return not wrong


def _add_row(rows: list[Row], line: int, header: Sequence[str], values: Sequence[str], problems: list[Problem]) -> None:
    if len(values) != len(header):
        problems.append(Problem(line, "", ProblemKind.WRONG_FIELD_COUNT, str(len(values))))
        return
    stripped = [value.strip() for value in values]
    rows.append(Row(line, dict(zip(header, stripped, strict=True)), problems))
