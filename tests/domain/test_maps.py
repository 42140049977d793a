"""A still map: what it says is escaped, everything is printed once, and it stands where it belongs."""

from xml.etree import ElementTree

from app.domain.maps import Cell, Drawn, Label, Picture, Told, as_svg, frame

SVG = "{http://www.w3.org/2000/svg}"
SHAPE = Drawn("M 36 -35 L 37 -35 37 -34 Z", 1234, "circle", 36.5, 34.5, "<b>Wadi</b>", "")


def picture(*cells: Cell) -> Picture:
    return Picture(frame((36, 34, 37, 35)), (), (), (SHAPE,), cells, Told(1, 0), (Label("<i>&</i>", 36.1, 34.9),))


def test_words_from_outside_are_words() -> None:
    drawn = ElementTree.fromstring(as_svg(picture(), "<script>", ["a < b"]))
    assert {"<script>", "a < b", "<i>&</i>", "1,234"} <= {element.text for element in drawn.iter()}
    assert not list(drawn.iter(f"{SVG}script"))


def test_cells_that_have_no_room_are_gathered_and_none_is_lost() -> None:
    drawn = ElementTree.fromstring(as_svg(picture(Cell(5, 1, 36.5, 34.8), Cell(7, 2, 36.5, 34.801)), "Map"))
    numbers = [text.text for group in drawn.iter(f"{SVG}g") if group.get("class") == "cell" for text in group.iter()]
    assert [number for number in numbers if number] == ["12"]


def test_a_frame_holds_its_box_and_a_degree_east_is_shorter_than_one_north() -> None:
    framed = frame((35, 32, 42, 37))
    west, south, east, north = framed.box
    assert west < 35 and south < 32 and east > 42 and north > 37
    (x, y), (further, _), (_, higher) = framed.at(36, 34), framed.at(37, 34), framed.at(36, 35)
    assert 0.8 < (further - x) / (y - higher) < 0.85
