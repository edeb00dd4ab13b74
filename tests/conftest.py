"""What several rooms' tests share: where the real files are, and patience with a busy machine."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no failure: laws are judged by their answers, never by the clock. The same run gives the same
# answer; `pytest --hypothesis-profile search` looks for new examples.
settings.register_profile(
    "calm", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("search", settings.get_profile("calm"), derandomize=False)
settings.load_profile("calm")

ROOT = Path(__file__).resolve().parent.parent
REAL_DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def root():
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def real_file():
    """A function from a name below the real data to its path; skips the test, with the reason, where it is missing."""

    def find(name):
        path = REAL_DATA / name
        if not path.exists():
            pytest.skip(f"the real file {name} is not on this computer (see CONTRIBUTING.md)")
        return path

    return find
