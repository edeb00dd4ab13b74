"""Keep the files somebody dropped while they are looked into and taken in; they are deleted with the session."""

import json
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from geo.city import City
from geo.errors import PlannerError
from geo.intake.areas import whole_city
from geo.intake.arrivals import Arrival, arrival
from geo.intake.changes import LayerChange, layer_change
from geo.intake.joining import joined, joined_cells, joined_extract
from geo.intake.offers import Offer, is_osm_file, offered, shape_key
from geo.intake.people import PEOPLE_NOTE, CommunityShares, PeopleAssumptions, accounts_of
from geo.intake.plans import ImportPlan, plan_from_text, plan_text
from geo.layers import LAYERS
from geo.progress import CancelledError, step
from geo.readers import import_city
from geo.readers.rasters import read_cells
from geo.readers.sufficiency import shortage
from geo.sentences import Sentence
from pages.ui.import_history import noted
from pages.ui.jobs import Job
from pages.ui.people_shares import with_shares
from pages.ui.settings import server_settings

__all__ = ["Done", "KeptFile", "Taken", "kept_files", "look_into", "provisional_city", "remembered_plans", "take_in"]

logger = logging.getLogger(__name__)

RASTERS = (".tif", ".tiff")
_PARTS = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".xml", ".qpj")
_ORDER = (
    "city", "streets", "barriers", "railways", "landcover", "street_offices", "communities", "grids", "compounds",
    "buildings", "entrances", "gates", "facilities", "partner_units", "shops", "issues", "candidates", "population",
    "totals",
)  # fmt: skip
_MOST_REMEMBERED = 200
#: What files about people become.
_PEOPLE = ("buildings", "population", "totals")


@dataclass(slots=True)
class KeptFile:
    """
    One file on its way in.

    `plan` is what somebody decided, `offer` what was found out, `error` why it cannot be read; `trial` is what would
    arrive, made when somebody looks at the file.
    """

    key: str
    path: Path
    plan: ImportPlan = field(default_factory=ImportPlan)
    offer: Offer | None = None
    error: PlannerError | None = None
    trial: Arrival | None = None
    change: LayerChange | None = None
    is_wanted: bool = True

    @property
    def role(self) -> str:
        """What it will become: decided, or found out; "city" for an extract, "population" for a raster."""
        if self.plan.role:
            return self.plan.role
        if is_osm_file(self.path):
            return "city"
        if self.path.suffix.lower() in RASTERS:
            return "population"
        return self.offer.plan.role if self.offer is not None else ""

    @property
    def is_ready(self) -> bool:
        """Whether it can be taken in as it is, at the latest when the streets are there."""
        return self.error is None and self.is_wanted and bool(self.role)


@dataclass(frozen=True, eq=False)
class Done:
    """What became of one file: its arrival and sentences, or why it stayed outside."""

    name: str
    role: str
    arrived: Arrival | None
    reasons: tuple[str, ...]
    error: PlannerError | None = None


@dataclass(frozen=True, eq=False)
class Taken:
    """The city with all that was taken in, None if nothing was; and what became of each file."""

    city: City | None
    files: tuple[Done, ...]


def kept_files(folder: Path, uploads: Sequence[tuple[str, str, memoryview | bytes]]) -> list[KeptFile]:
    """
    Write uploads (key, name, content) into a folder; parts of a Shapefile come to lie beside each other.

    What is only a part of a layer makes no file of its own, unless its .shp is missing.
    """
    kept: list[KeptFile] = []
    stems = {Path(name).stem.lower() for _, name, _ in uploads if name.lower().endswith(".shp")}
    for key, name, content in uploads:
        safe = "".join(sign for sign in Path(name.replace("\\", "/")).name if sign.isprintable())[-120:] or "upload"
        is_part = Path(safe).suffix.lower() in _PARTS
        of = Path(safe).stem.lower()
        home = folder / (f"shape_{abs(hash(of)) % 10**8}" if of in stems else f"file_{abs(hash(key)) % 10**8}")
        home.mkdir(exist_ok=True)
        # The parts of a Shapefile are found by their stem; some systems write their suffixes in capitals.
        path = home / (f"{Path(safe).stem}{Path(safe).suffix.lower()}" if of in stems else safe)
        path.write_bytes(content)
        if not (is_part and of in stems):
            kept.append(KeptFile(key, path))
    return kept


def look_into(file: KeptFile, city: City | None, reference: City | None = None) -> None:
    """Find out what a file is, or why nobody can; `reference` stands in for a new city that has no streets yet."""
    file.offer, file.error, file.trial, file.change = None, None, None, None
    if is_osm_file(file.path) and file.plan.role in ("", "city"):
        return
    if file.path.suffix.lower() in RASTERS:
        return
    try:
        file.offer = offered(file.path, city or reference, file.plan, memory=remembered_plans())
        _try(file, city)
    except CancelledError:
        raise
    except PlannerError as error:
        file.error = error


def provisional_city(files: Sequence[KeptFile]) -> City | None:
    """Return a city of the streets among the files, to compare the other files with; None if there are none."""
    for file in files:
        try:
            if is_osm_file(file.path) and file.role == "city":
                extract = import_city(file.path)
                return extract if len(extract.get("streets")) else None
            if file.trial is not None and file.trial.role == "streets":
                return City.of(file.path.stem, {"streets": file.trial.layer})
        except PlannerError as error:
            file.error = error
    return None


def _try(file: KeptFile, city: City | None) -> None:
    if file.offer is None or file.offer.placement is None:
        return
    file.trial = arrival(file.offer)
    role = file.offer.plan.role
    if city is not None and role in city.layers and len(city[role]) and not file.plan.is_added:
        said = [ours for ours, _ in file.offer.plan.columns]
        file.change = layer_change(city[role], file.trial.layer, LAYERS[role], columns=said)


def take_in(
    files: Sequence[KeptFile],
    city: City | None,
    name: str,
    assumptions: PeopleAssumptions | None,
    job: Job[Taken],
    shares: CommunityShares | None = None,
) -> Taken:
    """
    Take the files into the city one after another, streets first; one that fails never stops the rest.

    Each is compared anew with the streets that are there by then. `shares` make the groups of people that no file
    gives, when all have come in.
    """
    done: list[Done] = []
    wanted = sorted(files, key=lambda file: _ORDER.index(file.role) if file.role in _ORDER else len(_ORDER))
    for n, file in enumerate(wanted):
        job.share = n / max(len(wanted), 1)
        step(Sentence(f"Taking in {file.path.name}", zh=f"正在导入 {file.path.name}"))
        try:
            city, one = _taken(file, city, name, assumptions)
            done.append(one)
        except CancelledError:
            raise
        except PlannerError as error:
            logger.info("refused %s: %s", file.path.name, error)
            done.append(Done(file.path.name, file.role, None, (), error))
    if shares is not None and city is not None:
        city, done = _with_groups(city, done, shares)
    return Taken(city if any(one.error is None for one in done) else None, tuple(done))


def _with_groups(city: City, done: list[Done], shares: CommunityShares) -> tuple[City, list[Done]]:
    """Make groups by share after files about people came in, and say so with the last of them."""
    about = [n for n, one in enumerate(done) if one.error is None and one.role in _PEOPLE]
    if not about or "buildings" not in city.layers:
        return city, done
    step(Sentence("Estimating groups of people", zh="正在推算各类人群"))
    homes = [one.arrived for one in done if one.role == "buildings" and one.arrived is not None]
    city, account = with_shares(city, shares, [ours for home in homes for ours, _ in home.plan.columns])
    last = done[about[-1]]
    done[about[-1]] = replace(last, reasons=(account.method, *last.reasons, *account.reasons))
    return city, done


def _taken(file: KeptFile, city: City | None, name: str, assumptions: PeopleAssumptions | None) -> tuple[City, Done]:
    if is_osm_file(file.path) and file.role == "city":
        known = 0 if city is None else len(city.problems)
        found = _without_shortage(joined_extract(city, file.path, name=name))
        problems = found.problems[known:]
        return noted(found, "city", file=file.path.name), Done(file.path.name, "city", None, problems)
    if file.path.suffix.lower() in RASTERS:
        if city is None or "buildings" not in city.layers:
            raise PlannerError(
                f"{file.path.name} holds people, who need buildings to live in; load the buildings first.",
                zh=f"{file.path.name} 是人口栅格，需要先有楼栋；请先导入楼栋。",
            )
        cells = joined_cells(city, read_cells(file.path, within=whole_city(city)), assumptions=assumptions)
        found = noted(cells.city, "population", file=file.path.name)
        return found, Done(file.path.name, "population", None, (*_people_method(found), *cells.reasons))
    offer = offered(file.path, city, file.plan, memory=remembered_plans())
    arrived = arrival(offer)
    if city is not None and arrived.role == "buildings" and not arrived.plan.is_added:
        city = _without_people_told(city)
    result = joined(city, arrived, name=name, assumptions=assumptions, on=date.today())  # noqa: DTZ011  the day here
    _remember(offer)
    method = _people_method(result.city) if arrived.role in _PEOPLE else ()
    return result.city, Done(file.path.name, arrived.role, arrived, (*method, *result.reasons))


def _without_shortage(city: City) -> City:
    """Leave out that there is too little data yet: other files follow, and the data page says what is missing then."""
    missing = shortage(city)
    return replace(city, problems=tuple(problem for problem in city.problems if problem != missing))


def _without_people_told(city: City) -> City:
    """Forget how the people of buildings were made that are about to be exchanged."""
    told = (PEOPLE_NOTE, "households")
    return replace(city, notes={key: note for key, note in city.notes.items() if key not in told})


def _people_method(city: City) -> tuple[Sentence, ...]:
    """Return how the last step made people, with its assumptions: the first thing that a report says of homes."""
    accounts = accounts_of(city.notes)
    return (accounts[-1].method,) if accounts else ()


def remembered_plans() -> dict[str, ImportPlan]:
    """Return the plans of earlier files by the shape of the file; what cannot be read is forgotten."""
    path = _memory_file()
    try:
        return {key: plan_from_text(text) for key, text in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _remember(offer: Offer) -> None:
    """Keep how the columns of a file were meant; never its place, which the next file may have elsewhere."""
    kept = {key: plan_text(plan) for key, plan in remembered_plans().items()}
    plan = replace(offer.plan, placement="", layer="", encoding="", is_added=False)
    columns = tuple(pair for pair in plan.columns if pair[0] not in ("lon", "lat"))
    key = shape_key(offer.raw.rows)
    kept.pop(key, None)
    kept[key] = plan_text(replace(plan, columns=columns))
    path = _memory_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as draft:
        json.dump(dict(list(kept.items())[-_MOST_REMEMBERED:]), draft, ensure_ascii=False)
    Path(draft.name).replace(path)


def _memory_file() -> Path:
    return server_settings().cities_dir / "import-plans.json"
