"""Whatever an office does to a table, what it says comes in unchanged or is refused by row: laws over random tables."""

import datetime as dt
import random
import tempfile
import unicodedata
from pathlib import Path

import numpy as np
import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.intake.arrivals import Arrival, arrival
from geo.intake.offers import offered
from geo.intake.plans import ImportPlan
from geo.vocabulary import FACILITY_KINDS
from tests.intake.random_tables import Table, tables, written

_KIND_OF_LABEL = {label: kind for kind, label in FACILITY_KINDS.items()}


def brought(path: Path, role: str = "facilities") -> Arrival:
    return arrival(offered(path, None, ImportPlan(role=role, placement="WGS-84")))


def arrived(table: Table) -> Arrival:
    """Write the table, and bring it in as WGS-84."""
    with tempfile.TemporaryDirectory() as folder:
        return brought(written(table, Path(folder)), table.role)


def row_numbers(table: Table) -> tuple[list[int], list[int]]:
    """The numbers of the rows of truth and of noise, as the file counts them."""
    layout = table.laid_out()
    numbers = layout.numbers(are_lines=table.suffix != ".xlsx")
    return [numbers[place] for place in layout.truths], [numbers[place] for place in layout.noise]


def plain(text: object) -> str:
    return unicodedata.normalize("NFKC", str(text)).strip()


def refused_rows(found: Arrival) -> set[int]:
    return {note.row for note in found.report.notes if note.fate == "refused"}


@given(tables())
@settings(max_examples=40)
def test_every_row_comes_back_as_it_was_or_is_refused_by_number(table):
    found = arrived(table)
    rows, _ = row_numbers(table)
    refused = refused_rows(found)
    assert [
        note.sentence for note in found.report.notes if note.fate == "refused" and note.fault.key != "repeated"
    ] == []
    kept = [(row, truth) for row, truth in zip(rows, table.truths, strict=True) if row not in refused]
    assert found.report.rows_kept == len(found.layer) == len(kept)
    assert found.report.rows_read == len(table.truths)
    if not table.has_ids:
        assert list(found.layer.index) == [str(row) for row, _ in kept]
    points = (found.more["entrances"] if found.more else found.layer).geometry
    for n, (_, truth) in enumerate(kept):
        ours = found.layer.iloc[n]
        assert plain(ours["name"]) == plain(truth.name)
        assert abs(points.iloc[n].x - truth.lon) < 1e-6
        assert abs(points.iloc[n].y - truth.lat) < 1e-6
        for column, value in truth.numbers:
            if value is None:
                assert np.isnan(ours[column]) or ours[column] == 0
            else:
                assert abs(ours[column] - value) < 1e-6, column
        for column, value in truth.words:
            assert ours[column] == (_KIND_OF_LABEL[value] if column == "kind" else plain(value))


@given(tables())
@settings(max_examples=20)
def test_noise_is_named_as_left_out_and_nothing_else_is(table):
    found = arrived(table)
    _, noise = row_numbers(table)
    assert sorted(note.row for note in found.report.left_out) == noise
    assert [note.sentence for note in found.report.notes if note.fault.key == "wrong_total"] == []


def answer(found: Arrival) -> dict[str, object]:
    """What must not depend on the order of columns."""
    layer = found.layer.drop(columns=[column for column in found.layer if str(column).startswith("column_")])
    return {
        "columns": sorted(map(str, layer.columns)),
        "rows": [tuple(str(row[column]) for column in sorted(layer.columns)) for _, row in layer.iterrows()],
        "ids": list(layer.index),
        "notes": sorted((note.row, note.fault.key, note.column) for note in found.report.notes),
        "counts": (found.report.rows_kept, found.report.rows_refused, found.report.rows_mended),
    }


@given(tables(), st.integers(0, 1_000))
@settings(max_examples=20)
def test_the_order_of_columns_changes_nothing(table, seed):
    assert answer(arrived(table)) == answer(arrived(table.with_columns_in(random.Random(seed))))


_ANY_HEADER = st.sampled_from(
    (
        "身份证号",
        "联系电话",
        "电 话",
        "身 份 证 号",
        "备注",
        "说明",
        "",
        "其他",
        "column",
        "户号",
        "tel",
        "服务内容",
        "来源",
    )
)
#: Below the header of a code, eleven digits that begin alike may be codes: phones are left out here, ID numbers not.
_CODE_HEADER = st.sampled_from(("编号", "序号", "代码", "id", "code", "楼号"))
_MOBILES = st.integers(10**9, 10**10 - 1).map(lambda rest: f"1{3 + rest % 7}{rest % 10**9:09d}")


@st.composite
def id_numbers(draw) -> str:
    born = draw(st.dates(dt.date(1930, 1, 1), dt.date(2015, 12, 31)))
    digits = f"350982{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


@st.composite
def personal_tables(draw) -> tuple[str, tuple[str, ...]]:
    """Draw a table with numbers that lead to a person in a column, a title or a signature, and these numbers."""
    is_phone = draw(st.booleans())
    header = draw(_ANY_HEADER if is_phone else _ANY_HEADER | _CODE_HEADER)
    secrets = draw(st.lists(_MOBILES if is_phone else id_numbers(), min_size=1, max_size=6, unique=True))
    written_as = draw(st.sampled_from(("{}", "'{}", "电话{}", "{}（本人）", " {} ")))
    lines = [f"{written_as.format(secret)},东山{n}号,118.0{n},24.5" for n, secret in enumerate(secrets)]
    title = draw(st.sampled_from(("", f"点位台账 联系方式{secrets[0]},,,\n")))
    signature = draw(st.sampled_from(("", f"制表人：某某 {secrets[-1]},,,\n", f"联系电话 {secrets[-1]}：,,,\n")))
    return title + f"{header},名称,经度,纬度\n" + "\n".join(lines) + f"\n{signature}", tuple(secrets)


@given(personal_tables(), st.sampled_from(("facilities", "buildings")))
@settings(max_examples=20)
def test_numbers_that_lead_to_a_person_never_come_out(table, role):
    text, secrets = table
    with tempfile.TemporaryDirectory() as folder:
        path = csv_file(Path(folder), text)
        offer = offered(path, None, ImportPlan(role=role, placement="WGS-84"))
        found = arrival(offer)
    reasons = [(str(reason), getattr(reason, "zh", "")) for reason in found.report.reasons]
    told = (
        found.layer.reset_index().to_csv(),
        offer.columns.to_csv(),
        repr(found.report),
        repr(reasons),
        repr(offer.plan),
    )
    assert [secret for secret in secrets if any(secret in one for one in told)] == []


# Found by the laws, and mended; each stands here as plain as it was. ------------------------------------------------


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "点位.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_headers_spread_to_fill_their_cells_are_the_same_headers(tmp_path):
    found = brought(csv_file(tmp_path, "名　称,经 度,纬 度,开 放 时 间\n东山驿站,120.2,27.3,8:00-18:00\n"))
    assert found.layer.iloc[0][["name", "hours"]].tolist() == ["东山驿站", "8:00-18:00"]


def test_traditional_headers_and_totals_are_known(tmp_path):
    text = "場所名稱,東經,北緯,總戶數\n大安社區,121.54,25.03,120\n總計,,,120\n製表人：某某,,,\n"
    found = brought(csv_file(tmp_path, text, "big5hkscs"), "buildings")
    assert found.layer.iloc[0][["name", "households"]].tolist() == ["大安社區", 120.0]
    assert [note.row for note in found.report.left_out] == [3, 4]


def test_a_word_whose_bytes_are_rare_letters_elsewhere_stays_as_it_is(tmp_path):
    # In GB18030 the bytes of 小时 are the UTF-8 of С and ʱ.
    found = brought(csv_file(tmp_path, "名称,经度,纬度,开放时间\n东山驿站,120.2,27.3,24小时\n", "gb18030"))
    assert found.layer.iloc[0]["hours"] == "24小时"


def test_a_cell_with_a_unit_of_its_own_is_not_multiplied_again(tmp_path):
    found = brought(
        csv_file(tmp_path, "名称,经度,纬度,人口（万人）\n甲,120.2,27.3,1.2\n乙,120.3,27.3,1.3万\n"), "buildings"
    )
    assert found.layer["people"].tolist() == [12_000.0, 13_000.0]


def test_a_row_that_begins_with_a_remark_is_no_signature(tmp_path):
    text = "备注,名称,经度,纬度\n注：二楼,东山驿站,120.2,27.3\n注：本表含在建,,,\n"
    found = brought(csv_file(tmp_path, text))
    assert (list(found.layer["name"]), [note.row for note in found.report.left_out]) == (["东山驿站"], [3])


def test_a_number_in_a_title_is_not_quoted(tmp_path):
    found = brought(csv_file(tmp_path, "点位台账 联系方式13812345678,,\n名称,经度,纬度\n东山驿站,120.2,27.3\n"))
    assert [(note.row, note.value) for note in found.report.left_out] == [(1, "…")]


def test_a_total_is_known_by_the_column_of_names_too(tmp_path):
    found = brought(csv_file(tmp_path, "户数,名称,经度,纬度\n120,东山小区,120.2,27.3\n120,合计,,\n"), "buildings")
    assert (found.report.rows_read, [note.row for note in found.report.left_out]) == (1, [3])


def test_headers_of_two_rows_and_with_gaps_are_known_when_they_come_again(tmp_path):
    head = "60岁以上,名称,位置,,\n,,经度,纬度,\n"
    found = brought(csv_file(tmp_path, f"{head}5,甲,120.2,27.3,\n{head}6,乙,120.3,27.3,\n"))
    assert (list(found.layer["name"]), [note.row for note in found.report.left_out]) == (["甲", "乙"], [2, 4, 5])


def test_the_sheet_with_positions_is_read_however_many_figures_another_has(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["社区", "户数", "人口", "60岁以上", "80岁以上", "楼栋数"])
    book.active.append(["新华社区", 1200, 3400, 400, 90, 31])
    sheet = book.create_sheet("点位")
    sheet.append(["名称", "坐标"])
    sheet.append(["东山驿站", "120.2,27.3"])
    book.save(tmp_path / "点位.xlsx")
    assert list(brought(tmp_path / "点位.xlsx").layer["name"]) == ["东山驿站"]
