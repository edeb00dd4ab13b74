"""Files dropped in the browser: parts find each other, plans are remembered, work can be cancelled."""

import threading

import pytest

from geo.errors import PlannerError
from geo.intake.plans import ImportPlan
from geo.progress import CancelledError, step
from geo.sentences import Sentence
from pages.ui.import_files import KeptFile, kept_files, look_into, remembered_plans, take_in
from pages.ui.jobs import Job, started
from pages.ui.place_picture import Shown, picture, window_around
from tests.intake.messy import csv_of, shape_parts


@pytest.fixture(autouse=True)
def cities(serve):
    serve()


def test_the_parts_of_a_shapefile_are_one_file(office, tmp_path):
    parts = shape_parts(office, tmp_path)
    uploads = [(name, name.replace(".dbf", ".DBF"), content) for name, content in parts.items()]
    (file,) = kept_files(tmp_path, uploads)
    look_into(file, office.city)
    assert file.error is None
    assert (file.role, len(file.offer.raw.rows)) == ("buildings", 40)


def test_a_name_from_the_browser_never_leads_outside(tmp_path):
    (file,) = kept_files(tmp_path, [("k", "../../etc/\x00passwd.csv", b"a,b\n1,2\n")])
    assert tmp_path in file.path.parents
    assert file.path.name == "passwd.csv"


def test_a_file_that_fails_never_stops_the_others(office, tmp_path):
    good = csv_of(office.here(), tmp_path / "楼栋.csv")
    bad = tmp_path / "坏的.csv"
    bad.write_bytes(b"\x89PNG\x00\x00\xff")
    files = [KeptFile("b", bad, ImportPlan(role="facilities")), KeptFile("g", good, ImportPlan(placement="WGS-84"))]
    for file in files:
        look_into(file, office.city)
    assert isinstance(files[0].error, PlannerError)
    taken = take_in(files, office.city, "", None, Job())
    assert [(done.name, done.error is None) for done in taken.files] == [("楼栋.csv", True), ("坏的.csv", False)]
    assert len(taken.city["buildings"]) == 40


def test_what_columns_mean_is_remembered_for_the_next_file_of_this_shape(office, tmp_path):
    table = office.here().rename(columns={"户数": "甲", "名称": "乙"})
    first = csv_of(table, tmp_path / "一月.csv")
    plan = ImportPlan("buildings", columns=(("households", "甲"), ("name", "乙")), placement="WGS-84")
    take_in([KeptFile("1", first, plan)], office.city, "", None, Job())
    assert len(remembered_plans()) == 1
    second = KeptFile("2", csv_of(table, tmp_path / "二月.csv"))
    look_into(second, office.city)
    assert dict(second.offer.plan.columns)["households"] == "甲"
    assert second.offer.plan.placement == ""


def test_cancelled_work_ends_at_its_next_step_and_changes_nothing():
    begun, cancelled = threading.Event(), threading.Event()

    def work(job):
        begun.set()
        cancelled.wait(10)
        step(Sentence("next", zh="下一步"), 7)
        return "never"

    job = started(work)
    assert begun.wait(10)
    job.cancel()
    cancelled.set()
    with pytest.raises(CancelledError, match="nothing was changed"):
        job.result()


def test_work_tells_how_far_it_is():
    job = started(lambda job: step(Sentence("Reading", zh="读取"), 12))
    job.result()
    assert (job.doing.zh, job.rows, job.is_done) == ("读取", 12, True)


def test_a_picture_escapes_its_caption_and_shows_what_is_near(office):
    shown = Shown.of(office.points, "after")
    lon, lat = office.lon[0], office.lat[0]
    drawn = picture(window_around(lon, lat, 100), [shown], '<script>"x"</script>')
    assert "<script>" not in drawn
    assert drawn.count("<img") == 1
