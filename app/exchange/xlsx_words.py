"""What the README sheet of a workbook says, in English or Arabic: the manifest, line by line.

Names of columns, tables and codes stay what they are in every format; what a column means is said in English.
"""

from collections.abc import Iterator, Sequence

from app.exchange.manifest import Manifest

_LABELS = {
    "project": ("Project", "المشروع"),
    "standard": ("Standard of proof", "معيار الإثبات"),
    "question": ("Question", "السؤال"),
    "whole": ("the whole project: no filter is set", "المشروع كله: لم يُضبط أي مرشّح"),
    "audience": ("Audience", "الجمهور"),
    "as_of": ("As of (UTC)", "كما كان في (التوقيت العالمي)"),
    "versions": ("Versions", "الإصدارات"),
    "note": ("To be known", "ما ينبغي معرفته"),
    "days": ("Days", "الأيام"),
    "days_are": (
        "A day is a date of the spreadsheet only where it is known. A bound that is not the day itself is text.",
        "اليوم تاريخٌ من تواريخ الجدول حيث يكون معروفًا فقط. أما الحد الذي ليس هو اليوم نفسه فنص.",
    ),
    "rows": ("Rows", "الصفوف"),
    "further": (
        "A sheet holds 1,048,575 rows. What is more stands in: {0}.",
        "تتسع الورقة لـ 1048575 صفًا، وما زاد فهو في: {0}.",
    ),
    "levels": ("Verification", "التحقق"),
    "withheld": ("Withheld", "ما حُجب"),
    "cut": (
        "cells held more than 32,767 characters and end there; the CSV tables have them whole.",
        "من الخلايا زاد نصها على 32767 حرفًا فقُطع هناك؛ وهي كاملة في جداول CSV.",
    ),
}
DICTIONARY_HEAD = {
    "en": ("sheet", "column", "kind", "meaning", "follows_from", "vocabulary"),
    "ar": ("الورقة", "العمود", "النوع", "المعنى", "يتبع", "القائمة"),
}


def readme(manifest: Manifest, cut: int, further: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """Its lines: what is said, and of what. `further` are the sheets in which a table goes on."""
    said = {name: words[language == "ar"] for name, words in _LABELS.items()}
    found = manifest.as_json()
    yield said["project"], f"{manifest.project}: {manifest.title}"
    yield said["standard"], manifest.standard_of_proof
    yield said["question"], " · ".join(f"{k}={v}" for k, v in found["question"].items()) or said["whole"]
    yield said["audience"], manifest.audience
    yield said["as_of"], found["as_of"]
    yield said["versions"], " · ".join((found["versions"]["program"], *found["versions"]["vocabulary"]))
    yield said["days"], said["days_are"]
    for note in manifest.notes(language):
        yield said["note"], note
    for table, number in found["rows"].items():
        yield said["rows"], f"{table}: {number:,}"
    if further:
        yield said["rows"], said["further"].format(", ".join(further))
    for track, numbers in found["verification"].items():
        for level, number in numbers.items():
            yield said["levels"], f"{track}, {level}: {number:,}"
    for rule, why in manifest.rules(language).items():
        yield said["withheld"], f"{why} {rule}: {manifest.withheld[rule]:,}"
    for table, columns in manifest.columns_empty(language).items():
        for column, why in columns.items():
            yield said["withheld"], f"{why} {table}.{column}"
    if cut:
        yield said["withheld"], f"{cut:,} {said['cut']}"
