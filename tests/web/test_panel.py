"""The properties panel and the check know the same settings."""

import re
from pathlib import Path

from api.language import texts
from engine.linting.settings import NAMES

GROUPS = Path(__file__).parents[2] / "web" / "src" / "groups"


def test_the_panel_offers_every_setting_that_the_check_knows_and_no_other():
    offered = {
        name
        for file in GROUPS.glob("*.js")
        for name in re.findall(r"'(gj:\w+)'", file.read_text(encoding="utf-8"))
    }

    assert offered == set().union(*NAMES.values())


def test_every_setting_has_a_name_in_both_languages():
    names = {name.replace("gj:", "designer.gj.") for name in set().union(*NAMES.values())}
    elsewhere = {"designer.gj.rights"}  # a matrix with headings of its own

    for language in ("zh", "en"):
        assert names - elsewhere - texts(language).keys() == set()
