"""A table of figures as a file: CSV for a spreadsheet, JSON for a program, with what it leaves out."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.domain.statistics import (
    DIMENSIONS,
    Cell,
    Compiled,
    Heading,
    cell_words,
    heading_words,
    measure_words,
)
from app.exchange.csv_set import as_file, write_cell


def as_rows(table: Compiled, question: Mapping[str, str], language: str) -> list[list[str]]:
    """One row a cell that holds something: row and column by key and in words, then the figures, each in a column;
    last, in each row the same, what the table says of itself."""
    declared = _declared(table, question, language)
    head = [table.layout.rows, f"{table.layout.rows}_in_words"]
    if table.layout.columns:
        head += [table.layout.columns, f"{table.layout.columns}_in_words"]
    rows = [[*head, "certain", *_figures(table, Cell()), *declared]]
    by_row = {one.key: one for one in table.rows}
    by_column = {one.key: one for one in table.columns} or {"": Heading("")}
    for one in by_row.values():
        for other in by_column.values():
            if (cell := cell_at(table, one.key, other.key)) is None:
                continue
            places = [(table.layout.rows, one), *([(table.layout.columns, other)] if table.columns else [])]
            names = [words for code, heading in places for words in (heading.key, _words(code, heading, language))]
            certain = "true" if all(heading.certain for _, heading in places) else "false"
            rows.append([*names, certain, *_figures(table, cell).values(), *declared.values()])
    return rows


def _declared(table: Compiled, question: Mapping[str, str], language: str) -> dict[str, str]:
    umbrellas = len(table.left.umbrellas) + table.left.more_umbrellas
    left_out = {"summary_figures": umbrellas} | table.left.numbers
    whole = "المشروع كله" if language == "ar" else "the whole project"
    return {
        "table_counts": measure_words(table.layout, language),
        "table_measure": table.layout.measure,
        "table_clocks": "; ".join(table.layout.clocks),
        "table_question": "; ".join(f"{name}={text}" for name, text in question.items()) or whole,
        "table_as_of": table.as_of.isoformat() if table.as_of else "",
        "table_verification": "; ".join(f"{level} {number}" for level, number in table.levels.items()),
        "table_left_out": "; ".join(f"{what} {number}" for what, number in left_out.items() if number) or "0",
        "table_total": cell_words(table.total, table.layout, language),
    }


def as_csv(table: Compiled, question: Mapping[str, str], language: str) -> bytes:
    """The table for a spreadsheet: UTF-8 with a byte-order mark, cells that cannot pass for formulas."""
    head, *rows = as_rows(table, question, language)
    return as_file(head, ([write_cell(cell) for cell in row] for row in rows))


def cell_at(table: Compiled, row: str, column: str) -> Cell | None:
    """What stands there, or nothing."""
    return table.cells.get((row, column)) if table.layout.columns else table.by_row.get(row)


def as_json(table: Compiled, question: Mapping[str, str], language: str) -> dict[str, Any]:
    """The table for a program, with its sums, its slice and what it leaves out."""
    layout = table.layout
    return {
        "question": dict(question),
        "as_of": table.as_of.isoformat() if table.as_of else None,
        "rows_by": layout.rows,
        "columns_by": layout.columns,
        "measure": layout.measure,
        "counts": measure_words(layout, language),
        "clocks": list(layout.clocks),
        "rows": [_heading(layout.rows, one, language) for one in table.rows],
        "columns": [_heading(layout.columns, one, language) for one in table.columns],
        "cells": [
            {"row": row, **({"column": column} if layout.columns else {}), **_cell(table, cell, language)}
            for (row, column), cell in (
                table.cells.items() if layout.columns else (((key, ""), one) for key, one in table.by_row.items())
            )
        ],
        "by_row": {key: _cell(table, one, language) for key, one in table.by_row.items()},
        "by_column": {key: _cell(table, one, language) for key, one in table.by_column.items()},
        "total": _cell(table, table.total, language),
        "possible": {one.key: one.number for one in table.possible},
        "verification": dict(table.levels),
        "left_out": asdict(table.left),
    }


def _heading(code: str, heading: Heading, language: str) -> dict[str, Any]:
    return {"key": heading.key, "words": _words(code, heading, language), "certain": heading.certain}


def _words(code: str, heading: Heading, language: str) -> str:
    return heading_words(DIMENSIONS[code], heading, language)


def _cell(table: Compiled, cell: Cell, language: str) -> dict[str, Any]:
    return _typed(table, cell) | {"words": cell_words(cell, table.layout, language)}


def _typed(table: Compiled, cell: Cell) -> dict[str, Any]:
    if table.layout.harm is None:
        return {table.layout.measure: cell.number}
    return {
        "incidents": cell.number,
        "minimum": cell.minimum if cell.figures else None,
        "maximum": cell.maximum if cell.figures else None,
        "figures": cell.figures,
        "without_upper_bound": cell.without_bound,
        "in_words": dict(cell.in_words),
        "without_figure": cell.without_figure,
    }


def _figures(table: Compiled, cell: Cell) -> dict[str, str]:
    typed = _typed(table, cell)
    if "in_words" in typed:
        typed["in_words"] = "; ".join(f"{word} {times}" for word, times in cell.in_words.items())
    return {name: "" if value is None else str(value) for name, value in typed.items()}
