"""Tables of ours say where their rows are, and cut only what no cell of Excel holds."""

import io

from openpyxl import load_workbook

from geo.writers import PLACES, layer_file

#: A cell of Excel holds 32,767 units; half of that is room for any text of two units a character.
CELL = 16_383


def _headers(layer, **how):
    sheet = load_workbook(io.BytesIO(layer_file(layer, "xlsx", name="设施", **how))).worksheets[0]
    return [cell.value for cell in sheet[1]]


def test_points_are_two_columns_and_other_shapes_text(town):
    assert _headers(town({"名": ["西园"]})) == ["名", "lon", "lat", "datum"]
    assert _headers(town({"名": ["西园"]}), place=PLACES["cgcs2000_zone"]) == ["名", "x_m", "y_m", "datum"]
    assert _headers(town({"名": ["西园"]}, "areas")) == ["名", "wkt", "datum"]


def test_a_text_longer_than_a_cell_goes_on_in_the_next_and_comes_back(town, there_and_back, cells_of):
    texts = ["a" * (2 * CELL + 1), "b" * CELL, "短"]
    layer = town({"文": texts, "文__2": ["甲", "乙", "丙"]})
    assert _headers(layer)[:4] == ["文", "文__2", "文__3", "文__2_2"]
    rows, _ = there_and_back(layer, "xlsx")
    assert [name for name in rows.columns if name != "geometry"] == ["文", "文__2_2"]
    assert cells_of(rows["文"]) == texts
    assert cells_of(rows["文__2_2"]) == ["甲", "乙", "丙"]


def test_columns_that_are_only_called_like_pieces_are_not_joined(town, there_and_back, cells_of):
    for form in ("csv", "xlsx"):
        rows, _ = there_and_back(town({"文": ["甲"], "文__2": ["乙"]}), form)
        assert (cells_of(rows["文"]), cells_of(rows["文__2"])) == (["甲"], ["乙"])


def test_notes_stay_with_the_rows_of_a_csv_and_are_not_read_as_columns(town, there_and_back):
    layer = town({"名": ["西园", "桐北"]})
    lines = layer_file(layer, "csv", name="设施", notes=[("来源", "台账")]).decode("utf-8-sig").split("\r\n")
    assert [line.rpartition(",")[2] for line in lines[:3]] == ["说明:来源", "台账", "台账"]
    rows, _ = there_and_back(layer, "csv", notes=[("来源", "台账")])
    assert [*rows.columns] == ["名", "geometry"]
