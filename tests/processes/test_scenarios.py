"""Every scenario of the shipped processes, as the people in them see it, on both databases."""

import pytest

from processes import shipped
from tests.processes.play import Play, catalogue

SCENARIOS = [
    pytest.param(process, scenario, id=f"{process}: {scenario['en']}")
    for process in shipped()
    for scenario in catalogue(process)["scenarios"]
]


@pytest.mark.parametrize(("process", "scenario"), SCENARIOS)
def test_a_scenario_goes_as_people_expect_it_and_replays_to_the_same(company, process, scenario):
    play = Play(company, process)

    play.play(scenario)
