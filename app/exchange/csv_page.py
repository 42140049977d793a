"""What leaves and in which form, as a page of the documentation, with every column of the CSV set.

After changing a column run `python -m app.exchange.csv_page > docs/exporting.md`; a test fails while they differ.
"""

import sys

from app.exchange import csv_files, geojson
from app.exchange.csv_set import Column, File
from app.exchange.manifest import RULES

_HEAD = """# Exporting

```text
tawthiq export --project CODE --format csv|geojson|jsonl --audience internal [filters] -o PATH
```

or *Take out* under the list of incidents in the browser. Whoever exports needs the role analyst, verifier or custodian; that
something was taken out is an event in the history, with the question, the audience, the number of rows and the digests
of the files. The filters are those of the list; without one the whole project goes out. An unknown filter or value is
refused by name.

There is one audience yet, `internal`: the project's own members, who see all that is recorded (tiers 0 to 2).
`partner`, `accountability` and `public` are refused until releases and consent are recorded. Keep a file as carefully as
the project itself.

Files are written beside their place and put there when they are whole: a full disk or an interruption leaves nothing.
All rows are of one moment. The same content makes the same bytes, the manifest's own `as_of` apart.

| format | PATH | holds |
|---|---|---|
| `csv` | a folder, or a ZIP file where PATH ends in `.zip` | the tables below, `dictionary.csv`, `manifest.json` |
| `geojson` | a file; the manifest beside it as `PATH.manifest.json` | one feature an incident, and in the file itself what \
the manifest says of the content |
| `jsonl` | a file; the manifest beside it as `PATH.manifest.json` | every record, claim by claim: the lossless form, \
which another installation can take in (`tawthiq import --profile tawthiq`) |

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


def page() -> str:
    """The whole page, as Markdown."""
    rules = [f"- `{rule}`: {words}" for rule, words in RULES.items()]
    tables = [line for file in csv_files.FILES for line in _table(file)]
    features = (
        "\n## GeoJSON\n\nRFC 7946: WGS 84, outer rings counter-clockwise. The `id` of a feature is the ref, its properties are "
        f"the columns of `incidents.csv` but {', '.join(f'`{name}`' for name in geojson.IN_GEOMETRY)}, which its geometry\n"
        "says. The pair of a harm is there if the harm is reported of any incident in the file.\n"
    )
    return _HEAD + "\n".join(rules) + "\n" + _CSV + "\n".join(tables) + "\n" + features


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
