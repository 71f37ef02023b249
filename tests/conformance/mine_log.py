"""Mines an exported event log with pm4py, in a Python that has it; prints what it found as JSON.

    python mine_log.py LOG.xes DIAGRAM.bpmn LOG.ocel.json
pm4py is under the AGPL and no part of the product: it is a tool beside it, in an environment of its
own. What is compared: the log replayed on the drawn model, and the footprints (which task follows
which, and which run beside each other) of the drawn model and of the one discovered from the log.
"""

import json
import sys
import warnings

import pm4py

warnings.filterwarnings("ignore")


def footprints(net):
    """Return which activities follow each other and which run beside each other."""
    found = pm4py.discover_footprints(*net)
    return {name: sorted(map(list, found[name])) for name in ("sequence", "parallel")}


def main(xes, bpmn, ocel):
    log = pm4py.filter_event_attribute_values(
        pm4py.read_xes(xes), "lifecycle:transition", ["complete"], level="event", retain=True
    )
    drawn = pm4py.convert_to_petri_net(pm4py.read_bpmn(bpmn))
    discovered = pm4py.discover_petri_net_inductive(log)
    objects = pm4py.read_ocel2_json(ocel)
    replayed = pm4py.fitness_token_based_replay(log, *drawn)
    aligned = pm4py.fitness_alignments(log, *drawn)
    return {
        "cases": int(log["case:concept:name"].nunique()),
        "events": len(log),
        "fitness": replayed["log_fitness"],
        "fitting_traces": aligned["percentage_of_fitting_traces"],
        "precision": pm4py.precision_token_based_replay(log, *drawn),
        "fitness_of_discovered": pm4py.fitness_token_based_replay(log, *discovered)["log_fitness"],
        "drawn": footprints(drawn),
        "discovered": footprints(discovered),
        "object_types": sorted(pm4py.ocel_get_object_types(objects)),
        "object_events": len(objects.events),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:]), ensure_ascii=False))
