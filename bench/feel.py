"""How long does a gateway condition take, and how much faster is that than what else there is?

    python bench/feel.py [feelin.js]

``feelin.js`` is the npm package feelin bundled to one script that sets ``globalThis.feel``. The
packages bkflow-feel and mini-racer are compared when they are installed; otherwise a line says so.
"""

import importlib
import json
import sys
import time
import timeit
from pathlib import Path

from engine.feel import expression, unary_tests

CONDITION = 'amount > 1000 and level = "urgent"'
SCOPE = {"amount": 1200, "level": "urgent"}
LOOP = """
function run(n) {
  let result;
  for (let i = 0; i < n; i++) result = feel.evaluate(text, scope);
  return JSON.stringify(result);
}
"""
BUDGET = 5.0  # microseconds, warm


def microseconds(run, number: int) -> float:
    """CPU of the best of many short goes: the others were disturbed."""
    goes = timeit.repeat(run, number=number, repeat=40, timer=time.process_time)
    return min(goes) / number * 1e6


def ours() -> float:
    compiled = expression(CONDITION)
    cell = unary_tests("[1000..2000], > 5000")
    condition = microseconds(lambda: compiled.condition(SCOPE), 1_000)
    rows = [
        ("gateway condition, compiled", condition),
        (
            "gateway condition, found in the cache",
            microseconds(lambda: expression(CONDITION).condition(SCOPE), 1_000),
        ),
        ("with value and warnings", microseconds(lambda: compiled.evaluate(SCOPE), 1_000)),
        ("cell of a decision table", microseconds(lambda: cell.test(1200, SCOPE), 1_000)),
    ]
    for name, figure in rows:
        print(f"{name:45} {figure:10.2f} us")
    print(f"{'budget of 5 us':45} {'kept' if condition <= BUDGET else 'MISSED':>10}")
    return condition


def compare(name: str, time: float, own: float) -> None:
    print(f"{name:45} {time:10.2f} us {time / own:8.1f} x ours")


def bkflow(own: float) -> None:
    try:
        api = importlib.import_module("bkflow_feel.api")
    except ImportError as error:
        print(f"bkflow-feel is skipped: {error}")
        return
    assert api.parse_expression(CONDITION, SCOPE) is True
    compare("bkflow-feel", microseconds(lambda: api.parse_expression(CONDITION, SCOPE), 50), own)


def feelin(own: float, bundle: str | None) -> None:
    try:
        racer = importlib.import_module("py_mini_racer").MiniRacer()
    except ImportError as error:
        print(f"feelin is skipped: {error}")
        return
    if bundle is None:
        print("feelin is skipped: no bundle is given")
        return
    racer.eval(Path(bundle).read_text(encoding="utf-8"))
    racer.eval(f"const text = {json.dumps(CONDITION)}, scope = {json.dumps(SCOPE)}")
    racer.eval(LOOP)
    print("feelin answers", racer.call("run", 1))
    within = microseconds(lambda: racer.call("run", 200), 1) / 200
    compare("feelin in V8, a loop within V8", within, own)
    each = microseconds(lambda: racer.call("run", 1), 100)
    compare("feelin in V8, a call from Python each", each, own)


if __name__ == "__main__":
    condition = ours()
    bkflow(condition)
    feelin(condition, sys.argv[1] if len(sys.argv) > 1 else None)
