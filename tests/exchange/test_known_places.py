"""The places behind a map, for a spreadsheet."""

import csv
import io

from app.domain.maps import Known
from app.exchange.known_places import as_csv


def test_a_name_that_is_no_arabic_one_does_not_stand_for_one() -> None:
    known = [
        Known("Wadi", "الوادي", "governorate", 36.1, 34.9, None, 2),
        Known("Wadi", "Wadi province", "governorate", 36.1, 34.9, None, 1),
        Known("قرب الجسر", "قرب الجسر", "circle", 36.1, 34.9, 250, 1),
    ]
    rows = list(csv.DictReader(io.StringIO(as_csv(known).decode("utf-8-sig"))))
    assert [row["place_ar"] for row in rows] == ["الوادي", "", "قرب الجسر"]
