"""How large the stored state of running cases of the shipped processes is.

`python bench/state.py`; each process is begun by its scenarios' own company, and its first state
is measured. Floor: the same state with nothing left out, as JSON of the library's own serializer,
is 38 kB for a complaint (measured once; the library is no part of this run).
"""

from common import actor, database, median, tell

import processes
from engine import demo, deployments, instances
from engine.errors import EngineError


def main() -> None:
    """Measure each shipped process that somebody can simply begin."""
    with database("sqlite") as store:
        store.run(lambda tx: tx.people.replace(demo.organisation()))
        by = actor(store, "fangyuan")
        files = {
            f"{process}/{name}": content
            for process in processes.shipped()
            for name, content in processes.resources(process).items()
        }
        deployed = store.run(lambda tx: deployments.deploy(tx, files, by=by))
        sizes = []
        for definition in deployed.definitions:
            try:
                case = store.run(
                    lambda tx, key=definition.key: instances.start(
                        tx, key=key, by=by, project="HY01"
                    )
                )
            except EngineError:
                continue  # needs a form or a caller: not to be begun like this
            with store.read() as tx:
                sizes.append(len(tx.cases.snapshot(case.id)))
        tell(f"stored state of a case, largest of {len(sizes)}", max(sizes) / 1000, "kB", "<= 4 kB",
             f"median {median(sizes) / 1000:.2f} kB")  # fmt: skip


if __name__ == "__main__":
    main()
