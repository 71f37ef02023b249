"""How long does a decision table take, and does a rule that cannot match cost anything?

`python bench/decision_table.py` prints the time of one evaluation of a table of 10 and of 1,000
rules (three conditions each: a text, a range of numbers, a truth value) and their ratio.
"""

import random
import time
from xml.sax.saxutils import escape

from engine import decisions

ROUNDS = 15  # the best one counts: the others were disturbed
EVALUATIONS = 300
SEED = 7  # the same inputs in every run


def main() -> None:
    """Print one line per size, and the ratio."""
    small, large = measured(10), measured(1000)
    print(f"10 rules: {small * 1e6:.0f} us an evaluation")
    print(f"1,000 rules: {large * 1e6:.0f} us an evaluation")
    print(f"ratio: {large / small:.2f}")


def measured(rules: int) -> float:
    """Return the best time of one evaluation in seconds of the processor."""
    model = decisions.read(table(rules))
    choice = random.Random(SEED)
    cases = [inputs(choice.randrange(rules)) for _ in range(EVALUATIONS)]
    for case in cases:
        model.evaluate("d", case)
    return min(timed(model, cases) for _ in range(ROUNDS)) / EVALUATIONS


def timed(model: decisions.DecisionModel, cases: list[dict]) -> float:
    """Return the time of all cases in seconds; every one must be decided by one rule."""
    start = time.process_time()
    results = [model.evaluate("d", case) for case in cases]
    took = time.process_time() - start
    assert all(len(result.trace[0].matched) == 1 for result in results)
    return took


def inputs(rule: int) -> dict:
    """Return inputs that this rule decides."""
    return {"kind": f"kind {rule // 10}", "amount": 100 * (rule % 10) + 50, "urgent": True}


def table(rules: int) -> bytes:
    """Return a table in which ten rules share a text and differ in the range."""
    rows = "".join(
        row(f'"kind {n // 10}"', f"[{100 * (n % 10)}..{100 * (n % 10) + 100})", "true", f"{n}")
        for n in range(rules)
    )
    columns = "".join(
        f"<input><inputExpression><text>{name}</text></inputExpression></input>"
        for name in ("kind", "amount", "urgent")
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:bench">'
        f'<decision id="d" name="D"><decisionTable>{columns}<output/>{rows}</decisionTable>'
        "</decision></definitions>"
    ).encode()


def row(*cells: str) -> str:
    """Return one rule: its conditions, then its output."""
    entries = "".join(f"<inputEntry><text>{escape(c)}</text></inputEntry>" for c in cells[:-1])
    return f"<rule>{entries}<outputEntry><text>{cells[-1]}</text></outputEntry></rule>"


if __name__ == "__main__":
    main()
