"""What leaves and in which form, as a page of the documentation, with every column of the CSV set.

After changing a column run `python -m app.exchange.csv_page > docs/exporting.md`; a test fails while they differ.
"""

import sys

from app.exchange import csv_files, geojson
from app.exchange.csv_set import Column, File
from app.exchange.manifest_words import RULES

_HEAD = """# Exporting

```text
tawthiq export --project CODE --format csv|xlsx|geojson|gpkg|geoparquet|jsonl --audience internal [filters] -o PATH
```

or *Take out* under the list of incidents in the browser. Whoever exports needs the role analyst, verifier or custodian; that
something was taken out is an event in the history, with the question, the audience, the number of rows and the digests
of the files. The filters are those of the list; without one the whole project goes out. An unknown filter or value is
refused by name.

There is one audience yet, `internal`: the project's own members, who see all that is recorded (tiers 0 to 2).
`partner`, `accountability` and `public` are refused until releases and consent are recorded. Keep a file as carefully as
the project itself.

Files are written beside their place and put there when they are whole: a full disk or an interruption leaves nothing.
All rows are of one moment. The same content makes the same bytes, the manifest's own `as_of` apart; a workbook says its
moment too, in README and in its properties, and differs by it alone. Memory does not grow with the rows.

| format | PATH | holds |
|---|---|---|
| `csv` | a folder, or a ZIP file where PATH ends in `.zip` | the tables below, `dictionary.csv`, `manifest.json` |
| `xlsx` | a file; the manifest beside it as `PATH.manifest.json` | the same tables as sheets, README and dictionary |
| `geojson` | a file; the manifest beside it as `PATH.manifest.json` | one feature an incident, and in the file itself what \
the manifest says of the content |
| `gpkg` | a file; the manifest beside it as `PATH.manifest.json` | GeoPackage: one layer `incidents`, one feature an \
incident |
| `geoparquet` | a file; the manifest beside it as `PATH.manifest.json` | GeoParquet 1.1: one row an incident, and in the \
file itself, as `tawthiq_manifest`, what the manifest says of the content |
| `jsonl` | a file; the manifest beside it as `PATH.manifest.json` | every record, claim by claim: the lossless form, \
which another installation can take in (`tawthiq import --profile tawthiq`) |

GeoPackage and GeoParquet need libraries that set-up brings only when asked (`./tawthiq setup --all`); without them these
two are refused and say so.

## Large exports

On the page an export of more than 25,000 incidents is written by itself, beside the pages: you may leave, and fetch the
file under *Your exports* when it is ready. It can be stopped; an export is of one moment, so that one that was broken off
begins again from the start, by itself after a restart and by a button where it was stopped or failed. Only whoever asked
sees it and fetches it. That it was written is an event, and so is each time that it is fetched, with the SHA-256 of the
file. After `TAWTHIQ_EXPORT_DAYS` days (7) the file is removed; its manifest stays. Of a full disk nothing is left but the
sentence that says so.

## What the rows say

- Sources assert; this is who says what. An alleged party is alleged, not found, to have done it.
- `verification` is how sure we are. Everything is `allegation` (reported, not assessed) until somebody has assessed it;
  the manifest says how many are at which level, and in one-person mode that nobody else has checked.
- A bound of a date is never the date. A day is known where all four bounds are that day; `2025-03` stands in
  `occurred_edtf` and its bounds are 1 and 31 March.
- Longitude and latitude stand only where there is one point, and always beside `precision` and `uncertainty_m`. Without a
  place there are none, and a GeoJSON feature has a null geometry.
- Words instead of numbers ("dozens") have no number: both bounds are empty, and `counts.csv` has the word. Empty, 0 and
  "or more" (`open_maximum`) are three things. Summary figures (`kind` umbrella) are never added to others.
- What stands under a plain name is what is claimed. The value that the project goes by, where a person has decided and
  nothing was said since, stands beside it under `adopted_…`; filters on period, place and number go by it where it is
  there. `adoptions.csv` has every decision with its value, overtaken ones too.
- What follows from claims goes by those of tier 0 and 1; claims of tier 2 stand in `claims.csv` and what hangs on it.

## Manifest

Project and its mode, question, audience, moment (`as_of`), versions of program and lists, rows a table, files with size
and SHA-256, acts and alleged involvements by level of verification, and **what was withheld by which rule, in numbers**:

"""

_CSV = """
A column that the audience may not see is present and empty, and `columns_withheld` says why.

## The CSV set

UTF-8 with a byte-order mark, comma, lines end with CR LF (RFC 4180). Lists and objects are JSON. Instants are UTC. A text
that begins with `=`, `+`, `-`, `@`, tab, CR or `'` has one `'` put before it, so that a spreadsheet does not take it for a
formula: take exactly one off again. Numbers never have one.

Incidents have a pair of columns for each harm that people are counted by; the table shows the first. Harm to property is
counted in many units and stands in `counts.csv` alone.
"""


_FURTHER = """
## XLSX

The tables of the CSV set, a sheet each with one heading row, between README (what the manifest says) and dictionary. With
`--language ar`, or from a page in Arabic, the sheets go from right to left and README is in Arabic; names of columns and
codes stay. A day is a date of the spreadsheet only where it is known: a bound that is not the day itself, and any day
before March 1900 (on which spreadsheets do not agree), is text such as `2025-03-01`. Instants are text in UTC. A text is
never a formula or a link and has no sign before it; one that begins with `<r>` gets a space. A cell holds 32,767
characters: what was cut is counted as `cells_cut`. A sheet holds 1,048,575 rows beside its heading:
a table that has more goes on in sheets of its name with a number (`claims_2`).

## GeoPackage and GeoParquet

The properties are the columns of `incidents.csv` with their types, the pairs of all harms, in the same order whatever is
in the rows, so that several files can be read as one; lists and objects are JSON text. The geometry is in WGS 84 (of
GeoParquet as well-known binary) and null where there is none. In a GeoPackage the moment of the last change is none in
particular (1980): the manifest beside it has the moment.

## JSON Lines

One record a line; the schema of each is in [schemas/json-lines.json](schemas/json-lines.json).
"""


def page() -> str:
    """The whole page, as Markdown."""
    rules = [f"- `{rule}`: {english}" for rule, (english, _arabic) in RULES.items()]
    tables = [line for file in csv_files.FILES for line in _table(file)]
    features = (
        "\n## GeoJSON\n\nRFC 7946: WGS 84, outer rings counter-clockwise. The `id` of a feature is the ref, its properties are "
        f"the columns of `incidents.csv` but {', '.join(f'`{name}`' for name in geojson.IN_GEOMETRY)}, which its geometry\n"
        "says. The pair of a harm is there if the harm is reported of any incident in the file.\n"
    )
    return _HEAD + "\n".join(rules) + "\n" + _CSV + "\n".join(tables) + "\n" + features + _FURTHER


def _table(file: File) -> list[str]:
    heading = [
        "",
        f"### {file.file_name}",
        "",
        f"A row is {file.row}.",
        "",
        "| column | kind | meaning |",
        "|---|---|---|",
    ]
    return heading + [_line(column) for column in file.columns if column.name not in _further_pairs()]


def _further_pairs() -> set[str]:
    return {f"{harm.code}_{bound}" for harm in csv_files.harms_of_people()[1:] for bound in ("min", "max")}


def _line(column: Column) -> str:
    kind = f"{column.kind} ({column.vocabulary})" if column.vocabulary else column.kind
    return f"| `{column.name}` | {kind} | {column.meaning.replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    sys.stdout.write(page())
