"""The files a street office sends, one for each trap, with what must come of each; made anew from the demo city."""

import codecs
import contextlib
import io
import json
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import ezdxf
import geopandas
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import shapely
from geopandas import GeoDataFrame

from geo.city import City
from geo.crs import from_wgs84, to_lonlat
from geo.intake.control_points import ControlPoint, local_grid
from geo.intake.plans import ImportPlan

ROWS = 240


@dataclass(frozen=True)
class Trap:
    """
    One messy file and its manifest: what it is taken for, how its numbers are read, how many rows come in and stay out.

    `off_m` is how far a row may be from where it really is; `said` are parts of sentences that must be told; `blocked`
    the columns with personal data.
    """

    name: str
    write: Callable[["Office", Path], Path]
    role: str = "buildings"
    placement: str = "WGS-84"
    kept: int = ROWS
    refused: int = 0
    off_m: float = 0.01
    encoding: str = ""
    said: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    plan: ImportPlan = field(default_factory=ImportPlan)


class Office:
    """What the office really has: homes of the demo city, in longitude and latitude, and its streets."""

    def __init__(self, rows: int = ROWS) -> None:
        self.demo = City.demo()
        self.city = City.of("街道", {"streets": self.demo["streets"], "communities": self.demo["communities"]})
        self.outlines = to_lonlat(self.demo["buildings"]).iloc[:rows]
        points = self.demo["buildings"].geometry.representative_point().iloc[:rows]
        self.points = to_lonlat(GeoDataFrame(geometry=points, crs=self.demo.crs))
        self.lon, self.lat = self.points.geometry.x.to_numpy(), self.points.geometry.y.to_numpy()
        names = self.demo["communities"]["name"]
        homes = self.outlines
        self.table = pd.DataFrame(
            {
                "楼栋编号": homes.index,
                "名称": homes["name"],
                "所属社区": homes["community_id"].map(names),
                "楼层": homes["storeys"].astype(int),
                "户数": homes["households"].astype(int),
            }
        )

    def at(self, lon: object, lat: object, names: tuple[str, str] = ("经度", "纬度")) -> pd.DataFrame:
        """The table with two columns that say where."""
        return self.table.assign(**{names[0]: lon, names[1]: lat})

    def here(self) -> pd.DataFrame:
        return self.at(self.lon, self.lat)

    def metres(self, crs: str) -> np.ndarray:
        return shapely.get_coordinates(self.points.to_crs(crs).geometry.to_numpy())


def csv_of(table: pd.DataFrame, path: Path, encoding: str = "utf-8", **options: object) -> Path:
    path.write_bytes(table.to_csv(index=False, **options).encode(encoding))
    return path


def excel_of(rows: list[list[object]], path: Path, merged: tuple[str, ...] = (), sheet: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def rows_of(table: pd.DataFrame) -> list[list[object]]:
    return [list(table.columns), *table.astype(object).to_numpy().tolist()]


def layer_of(office: Office, path: Path, crs: str = "OGC:CRS84", **options: object) -> Path:
    layer = GeoDataFrame(office.table.copy(), geometry=office.outlines.geometry.to_numpy(), crs="OGC:CRS84").to_crs(crs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(layer, path, **options)
    return path


def shape_parts(office: Office, folder: Path, encoding: str = "utf-8", stem: str = "楼栋") -> dict[str, bytes]:
    path = layer_of(office, folder / f"{stem}.shp", encoding=encoding)
    parts = {one.name: one.read_bytes() for one in folder.glob(f"{stem}.*")}
    for one in folder.glob(f"{stem}.*"):
        one.unlink()
    assert path.suffix == ".shp"
    return parts


def _shapefile(office: Office, folder: Path) -> Path:
    return layer_of(office, folder / "楼栋.shp", encoding="utf-8")


def _shapefile_gbk(office: Office, folder: Path) -> Path:
    path = layer_of(office, folder / "楼栋.shp", encoding="gb18030")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    return path


def _shapefile_lying(office: Office, folder: Path) -> Path:
    path = layer_of(office, folder / "楼栋.shp", encoding="gb18030")
    path.with_suffix(".cpg").write_text("UTF-8", encoding="ascii")
    return path


def _shapefile_bare(office: Office, folder: Path) -> Path:
    path = layer_of(office, folder / "楼栋.shp", "EPSG:4549", encoding="utf-8")
    for suffix in (".prj", ".shx"):
        path.with_suffix(suffix).unlink()
    return path


def _zip_gbk_names(office: Office, folder: Path) -> Path:
    parts = {f"数据/{name}": content for name, content in shape_parts(office, folder).items()}
    path = folder / "打包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, content in enumerate(parts.values()):
            archive.writestr(f"p{number:03d}", content)
    return _renamed_in_zip(path, {f"p{n:03d}": name for n, name in enumerate(parts)}, "gbk")


def _renamed_in_zip(path: Path, names: dict[str, str], encoding: str) -> Path:
    """Write the archive again by hand, with raw bytes as names and no mark for UTF-8."""
    entries = []
    with zipfile.ZipFile(path) as archive:
        for old, name in names.items():
            entries.append((name.encode(encoding), archive.read(old)))
    path.write_bytes(_raw_zip(entries))
    return path


def _raw_zip(entries: list[tuple[bytes, bytes]]) -> bytes:
    body, directory = b"", b""
    for name, content in entries:
        check, size = zlib.crc32(content), len(content)
        common = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, check, size, size, len(name), 0)
        directory += (
            b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        )
        body += b"PK\x03\x04" + common + name + content
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def _zip_escaping(office: Office, folder: Path) -> Path:
    parts = shape_parts(office, folder)
    entries = [(f"../../{name}".encode(), content) for name, content in parts.items()]
    (folder / "逃逸.zip").write_bytes(_raw_zip([(b"/etc/passwd", b"x"), *entries]))
    return folder / "逃逸.zip"


def _zip_nested(office: Office, folder: Path) -> Path:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for name, content in shape_parts(office, folder).items():
            archive.writestr(name, content)
    with zipfile.ZipFile(folder / "外层.zip", "w") as archive:
        archive.writestr("内层.zip", inner.getvalue())
    return folder / "外层.zip"


def _geodatabase(office: Office, folder: Path) -> Path:
    layer_of(office, folder / "库.gdb", driver="OpenFileGDB", layer="楼栋")
    with zipfile.ZipFile(folder / "库.zip", "w") as archive:
        for one in (folder / "库.gdb").iterdir():
            archive.write(one, f"库.gdb/{one.name}")
    return folder / "库.zip"


def _topojson(office: Office, folder: Path) -> Path:
    arcs, shapes = [], []
    for number, outline in enumerate(office.outlines.geometry):
        arcs.append([list(xy) for xy in shapely.get_coordinates(outline.exterior)])
        properties = {
            key: (v.item() if isinstance(v, np.generic) else v) for key, v in office.table.iloc[number].items()
        }
        shapes.append({"type": "Polygon", "arcs": [[number]], "properties": properties})
    topology = {
        "type": "Topology",
        "arcs": arcs,
        "objects": {"楼栋": {"type": "GeometryCollection", "geometries": shapes}},
    }
    (folder / "楼栋.topojson").write_text(json.dumps(topology, ensure_ascii=False), encoding="utf-8")
    return folder / "楼栋.topojson"


def _kmz(office: Office, folder: Path) -> Path:
    layer_of(office, folder / "doc.kml", driver="LIBKML")
    with zipfile.ZipFile(folder / "楼栋.kmz", "w") as archive:
        archive.write(folder / "doc.kml", "doc.kml")
    return folder / "楼栋.kmz"


def _parquet(office: Office, folder: Path) -> Path:
    layer = GeoDataFrame(office.table.copy(), geometry=office.outlines.geometry.to_numpy(), crs="OGC:CRS84")
    layer.to_parquet(folder / "楼栋.parquet")
    return folder / "楼栋.parquet"


def _drawing(office: Office, folder: Path) -> Path:
    """Borders of communities in zone 120 with their names as text inside, beside the lines of a frame."""
    drawing = ezdxf.new("R2000", setup=False)
    drawing.encoding = "gbk"
    drawing.header["$DWGCODEPAGE"] = "ANSI_936"
    space = drawing.modelspace()
    for name, area in office.demo["communities"].set_index("name").geometry.to_crs("EPSG:4549").items():
        space.add_lwpolyline(shapely.get_coordinates(area.exterior)[:-1], close=True, dxfattribs={"layer": "社区界"})
        inside = area.representative_point()
        space.add_text(name, height=20, dxfattribs={"layer": "注记"}).set_placement((inside.x, inside.y))
    space.add_line((520000, 3020000), (520100, 3020000), dxfattribs={"layer": "图框"})
    drawing.saveas(folder / "社区.dxf")
    return folder / "社区.dxf"


def _gpx(office: Office, folder: Path) -> Path:
    points = "".join(
        f'<wpt lat="{lat}" lon="{lon}"><name>{name}</name></wpt>'
        for lon, lat, name in zip(office.lon, office.lat, office.table["名称"], strict=True)
    )
    text = (
        f'<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">{points}</gpx>'
    )
    (folder / "点位.gpx").write_text(text, encoding="utf-8")
    return folder / "点位.gpx"


def _noisy(office: Office, folder: Path) -> Path:
    table = office.here()
    wide = [None] * 7
    rows = [["西园街道楼栋台账", *wide[1:]], ["单位：户 填表日期：2026-10-01", *wide[1:]], wide]
    rows += [["楼栋编号", "名称", "所属社区", "楼层", "户数", "位置", None]]
    rows += [[None, None, None, None, None, "经度", "纬度"], [None, None, None, "层", "户", "度", "度"]]
    rows += [["1", "2", "3", "4", "5", "6", "7"]]
    body = table.astype(object).to_numpy().tolist()
    rows += [*body[:100], wide, ["楼栋编号", "名称", "所属社区", "楼层", "户数", "位置_经度", "位置_纬度"], *body[100:]]
    rows += [["合  计", None, None, None, int(table["户数"].sum()) + 7, None, None]]
    rows += [["填表人：某某", None, None, "审核：某某", None, None, None]]
    merged = ("A1:G1", "A2:G2", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:G4")
    return excel_of(rows, folder / "台账.xlsx", merged)


def _joined_cells(office: Office, folder: Path) -> Path:
    table = office.here().sort_values("所属社区", kind="stable")
    rows = rows_of(table)
    merged, start = [], 2
    for _, group in table.groupby("所属社区", sort=False):
        if len(group) > 1:
            merged.append(f"C{start}:C{start + len(group) - 1}")
        for n in range(start, start + len(group) - 1):
            rows[n][2] = None
        start += len(group)
    return excel_of(rows, folder / "合并.xlsx", tuple(merged))


def _other_sheet(office: Office, folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "填表说明"
    book.active.append(["请如实填写"])
    sheet = book.create_sheet("楼栋")
    for row in rows_of(office.here()):
        sheet.append(row)
    book.save(folder / "台账.xlsx")
    return folder / "台账.xlsx"


def _odd_numbers(office: Office, folder: Path) -> Path:
    table = office.here().astype({"户数": object, "楼层": object})
    table.iloc[0, 4], table.iloc[1, 4], table.iloc[2, 4] = "1,200户", "约３０户", "0.01万"
    table.iloc[3, 3] = "六层"
    return csv_of(table, folder / "楼栋.csv")


def _swapped_row(office: Office, folder: Path) -> Path:
    table = office.here()
    table.iloc[7, 5], table.iloc[7, 6] = table.iloc[7, 6], table.iloc[7, 5]
    return csv_of(table, folder / "楼栋.csv")


def _dms(office: Office, folder: Path) -> Path:
    def text(degrees: float) -> str:
        whole, rest = divmod(degrees * 3600, 3600)
        return f"{int(whole)}°{int(rest // 60)}′{rest % 60:.6f}″"

    return csv_of(office.at([text(v) for v in office.lon], [text(v) for v in office.lat]), folder / "楼栋.csv")


def _full_width(office: Office, folder: Path) -> Path:
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    return csv_of(
        office.at([f"{v:.9f}".translate(wide) for v in office.lon], [f"{v:.9f}".translate(wide) for v in office.lat]),
        folder / "楼栋.csv",
    )


def _mixed(office: Office, folder: Path) -> Path:
    lines = office.here().to_csv(index=False).splitlines(keepends=True)
    content = "".join(lines[:234]).encode() + "".join(lines[234:]).encode("gb18030")
    (folder / "楼栋.csv").write_bytes(content)
    return folder / "楼栋.csv"


def _local(office: Office, folder: Path) -> Path:
    xy = office.metres("EPSG:4549") - (520_000.0, 3_020_000.0)
    return csv_of(office.at(xy[:, 0], xy[:, 1], ("X", "Y")), folder / "楼栋.csv")


def _local_plan(office: Office) -> str:
    """Two corners of the city in the local grid, as a surveyor would give them."""
    xy = office.metres("EPSG:4549")
    ends = (int(np.argmin(xy[:, 0])), int(np.argmax(xy[:, 0])))
    points = [
        ControlPoint(*(xy[n] - (520_000.0, 3_020_000.0)), float(office.lon[n]), float(office.lat[n])) for n in ends
    ]
    return str(local_grid(points).placement)


def _persons(office: Office, folder: Path) -> Path:
    def number(n: int) -> str:
        digits = f"350982{1950 + n % 50:04d}0{1 + n % 9}1{n % 9}{n % 1000:03d}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]

    family = "王李张刘陈杨黄赵吴周"
    given = "伟芳娜敏静丽强磊军洋"
    return csv_of(
        office.here().assign(
            户主=[family[n % 10] + given[n // 10 % 10] + given[n // 7 % 10] for n in range(len(office.table))],
            身份证号=[number(n) for n in range(len(office.table))],
            联系电话=[f"138{n:08d}" for n in range(len(office.table))],
        ),
        folder / "住户.csv",
        "gb18030",
    )


def _faulty(office: Office, folder: Path) -> Path:
    shapes = office.outlines.geometry.tolist()
    w, s, e, n = shapes[0].bounds
    shapes[0] = shapely.Polygon([(w, s), (e, n), (e, s), (w, n)])
    shapes[1] = None
    shapes[2] = shapely.Polygon([(w, s), (e, s), (w, s), (w, s)])
    layer = GeoDataFrame(office.table.copy(), geometry=shapes, crs="OGC:CRS84")
    layer = GeoDataFrame(pd.concat([layer, layer.iloc[[5]]]), geometry="geometry", crs="OGC:CRS84")
    pyogrio.write_dataframe(layer, folder / "楼栋.gpkg")
    return folder / "楼栋.gpkg"


def _shifted(datum: str, name: str, header: tuple[str, str] = ("经度", "纬度")) -> Callable[[Office, Path], Path]:
    def write(office: Office, folder: Path) -> Path:
        return csv_of(office.at(*from_wgs84(office.lon, office.lat, datum), header), folder / name, "gb18030")

    return write


def _zone(crs: str, *, swapped: bool = False, factor: float = 1.0) -> Callable[[Office, Path], Path]:
    def write(office: Office, folder: Path) -> Path:
        xy = office.metres(crs) * factor
        first, second = (xy[:, 1], xy[:, 0]) if swapped else (xy[:, 0], xy[:, 1])
        return csv_of(office.at(first, second, ("X坐标", "Y坐标")), folder / "楼栋.csv")

    return write


def _layer(name: str, **options: object) -> Callable[[Office, Path], Path]:
    return lambda office, folder: layer_of(office, folder / name, **options)


def _csv(encoding: str, bom: bytes = b"", **options: object) -> Callable[[Office, Path], Path]:
    def write(office: Office, folder: Path) -> Path:
        path = csv_of(office.here(), folder / "楼栋.csv", encoding, **options)
        path.write_bytes(bom + path.read_bytes())
        return path

    return write


def _big5(office: Office, folder: Path) -> Path:
    table = office.here().assign(名称="松山大樓", 所属社区="")
    table.columns = pd.Index(["樓棟編號", "名稱", "所屬社區", "樓層", "戶數", "經度", "緯度"])
    return csv_of(table, folder / "樓棟.csv", "big5hkscs")


TRAPS = (
    Trap("geopackage", _layer("楼栋.gpkg")),
    Trap("geojson", _layer("楼栋.geojson")),
    Trap("topojson", _topojson),
    Trap("flatgeobuf", _layer("楼栋.fgb")),
    Trap("kml", _layer("楼栋.kml", driver="LIBKML")),
    Trap("kmz", _kmz),
    Trap("gpx", _gpx, role="facilities", plan=ImportPlan(role="facilities")),
    Trap("geoparquet", _parquet),
    Trap("file geodatabase in a zip", _geodatabase),
    Trap("shapefile in loose parts", _shapefile, encoding="UTF-8"),
    Trap("shapefile in GBK that does not say so", _shapefile_gbk, encoding="GB18030 / GBK"),
    Trap("shapefile that lies about its encoding", _shapefile_lying, encoding="GB18030 / GBK"),
    Trap("shapefile without .prj and .shx", _shapefile_bare, placement="CGCS2000/3/120"),
    Trap("zip with names in GBK", _zip_gbk_names),
    Trap("zip whose paths lead outside", _zip_escaping),
    Trap("zip in a zip", _zip_nested),
    Trap("drawing with texts inside its outlines", _drawing, role="communities", placement="CGCS2000/3/120", kept=21),
    Trap("csv utf-8", _csv("utf-8"), encoding="UTF-8"),
    Trap("csv utf-8 with a mark", _csv("utf-8", codecs.BOM_UTF8), encoding="UTF-8"),
    Trap("csv utf-16", _csv("utf-16"), encoding="UTF-16"),
    Trap("csv gbk", _csv("gbk"), encoding="GB18030 / GBK"),
    Trap("csv big5 in traditional characters", _big5, encoding="Big5"),
    Trap("csv of two encodings pasted together", _mixed, encoding="UTF-8"),
    Trap("text with tabs", _csv("gbk", sep="\t")),
    Trap("text with semicolons", _csv("utf-8", sep=";")),
    Trap("workbook with titles, joined headers, units, totals and signatures", _noisy,
         said=("is a title", "part of the headers", "the units", "the numbers of the columns", "a total", "a signature",
               "repetition of the headers", "but the rows add up to")),
    Trap("workbook with cells joined downwards", _joined_cells, said=("was joined with the cell above",)),
    Trap("workbook whose table is on the second sheet", _other_sheet, said=("楼栋 was read",)),
    Trap("numbers with units, commas, 万 and characters", _odd_numbers, said=('says "1,200户" and was read as 1200',)),
    Trap("GCJ-02 that does not say so", _shifted("GCJ-02", "楼栋.csv"), placement="GCJ-02"),
    Trap("BD-09 that does not say so", _shifted("BD-09", "楼栋.csv"), placement="BD-09", off_m=0.3),
    Trap("GCJ-02 that its header declares", _shifted("GCJ-02", "楼栋.csv", ("高德经度", "高德纬度")),
         placement="GCJ-02"),
    Trap("CGCS2000 degrees", _layer("楼栋.gpkg", crs="EPSG:4490"), placement="CGCS2000"),
    Trap("zone of 3 degrees without prefix", _zone("EPSG:4549"), placement="CGCS2000/3/120"),
    Trap("zone of 3 degrees with prefix", _zone("EPSG:4528"), placement="CGCS2000/3/zone40"),
    Trap("zone of 6 degrees with prefix", _zone("EPSG:4498"), placement="CGCS2000/6/zone20"),
    Trap("north first, as surveyors write", _zone("EPSG:4549", swapped=True), placement="swapped:CGCS2000/3/120"),
    Trap("kilometres", _zone("EPSG:4549", factor=0.001), placement="km:CGCS2000/3/120"),
    Trap("Web Mercator", _zone("EPSG:3857"), placement="Web-Mercator"),
    Trap("one column with the pair", lambda o, f: csv_of(
        o.table.assign(经纬度=[f"{x},{y}" for x, y in zip(o.lon, o.lat, strict=True)]), f / "楼栋.csv", "utf-16")),
    Trap("columns swapped", lambda o, f: csv_of(o.at(o.lat, o.lon), f / "楼栋.csv"), said=("they were exchanged",)),
    Trap("one row swapped", _swapped_row, said=("stood in each other's column",)),
    Trap("degrees, minutes and seconds", _dms),
    Trap("full-width digits", _full_width),
    Trap("millionths of a degree", lambda o, f: csv_of(
        o.at((o.lon * 1e6).round().astype(int), (o.lat * 1e6).round().astype(int)), f / "楼栋.csv"), off_m=0.2),
    Trap("columns with personal data", _persons, blocked=("户主", "身份证号", "联系电话")),
    Trap("bow-tie, missing, without area, doubled", _faulty, kept=ROWS - 2, refused=3, off_m=60.0,
         said=("crosses itself", "has no geometry", "has no area", "repeats an earlier row")),
)  # fmt: skip

LOCAL = Trap("local grid by two control points", _local, off_m=0.3)
with contextlib.suppress(AttributeError):
    geopandas.options.io_engine = "pyogrio"


def local_plan(office: Office) -> ImportPlan:
    """The plan of the trap with a local grid."""
    return ImportPlan(placement=_local_plan(office))
