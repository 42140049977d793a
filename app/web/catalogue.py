"""The Arabic catalogue: what is in the code, what is translated, and how the two are kept in step.

English stands in the code and is the key. Only the `.po` file is kept; it is compiled in memory at every start. After
adding or changing a message run

    python -m app.web.catalogue

which takes new messages into the `.po`, keeps every translation there is, drops what the code no longer says, and
prints what has no Arabic yet. A test fails while anything is missing, so that no page is ever half translated.

Messages are found in `gettext`, `ngettext`, `pgettext`, `lazy_gettext` and `_`, and in the constant first argument of
the errors whose text is read on a page or by whoever writes a program (`InvalidValue("…")`), or of `mend("…")`: the
domain knows no catalogue; `app.web.problems` looks its sentence up here. A sentence put together at run time cannot be
found: say a constant, with `mend("… %(name)s …", name=…)` where it has values.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import Translations

ARABIC = Path(__file__).parent / "translations" / "ar" / "LC_MESSAGES" / "messages.po"

# Written by us, so that no date or placeholder changes from one run to the next.
_HEAD = r"""# The pages' words in Arabic, under review until two people who document in Arabic have signed them.
msgid ""
msgstr ""
"Project-Id-Version: tawthiq\n"
"Language: ar\n"
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
"n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
_CODE = Path(__file__).parents[1]
_READ_BY_PEOPLE = (
    "InvalidValue", "UnknownFilter", "Refused", "TooMany", "NotPermitted", "NotFound", "Stale", "VersionMissing",
    "Unavailable", "mend",
)  # fmt: skip
_KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, **dict.fromkeys(_READ_BY_PEOPLE)}
# The command line speaks English, and what only it says needs no Arabic.
_METHODS = [
    ("cli/**.py", "ignore"),
    ("exchange/**.py", "ignore"),
    ("runtime/**.py", "ignore"),
    ("**.py", "python"),
    ("web/templates/**.html", "jinja2"),
]
_OPTIONS = {"web/templates/**.html": {"silent": "false"}}


def extract_messages() -> Catalog:
    """Every message that the code and the templates under `app/` hold, with the files that say it."""
    found = Catalog(locale="ar", project="tawthiq")
    for filename, _line, message, comments, context in extract_from_dir(
        _CODE, _METHODS, _OPTIONS, _KEYWORDS, comment_tags=("Translators:",)
    ):
        found.add(message, locations=[(f"app/{filename}", 0)], auto_comments=comments, context=context)
    return found


def read_catalogue() -> Catalog:
    """The Arabic catalogue as it stands on disk; raises babel's `PoFileError` when it is damaged."""
    with ARABIC.open("rb") as file:
        return read_po(file, locale="ar", abort_invalid=True)


def compile_catalogue() -> Translations:
    """The catalogue ready for look-ups, made in memory: no compiled file can be older than its source."""
    compiled = BytesIO()
    write_mo(compiled, read_catalogue())
    compiled.seek(0)
    return Translations(compiled)


def update_catalogue() -> list[str]:
    """Bring the `.po` file in step with the code; returns the messages that have no Arabic yet.

    A changed English sentence is a new message: its Arabic is not guessed from that of the old one.
    """
    catalogue = read_catalogue()
    catalogue.update(extract_messages(), no_fuzzy_matching=True, update_creation_date=False)
    with ARABIC.open("wb") as file:
        file.write(_HEAD.encode())
        write_po(
            file,
            catalogue,
            width=110,
            omit_header=True,
            sort_by_file=True,
            include_lineno=False,
            ignore_obsolete=True,
        )
    return [str(message.id) for message in catalogue if message.id and not is_translated(message.string)]


def is_translated(text: str | list[str] | tuple[str, ...] | None) -> bool:
    """Whether a message has its Arabic: for one with a number, in all six of the language's forms."""
    return bool(text) and (isinstance(text, str) or all(text or ()))


if __name__ == "__main__":
    missing = update_catalogue()
    sys.stdout.writelines(f"{message}\n" for message in missing)
    sys.exit(1 if missing else 0)
