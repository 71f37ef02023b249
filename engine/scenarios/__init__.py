"""Process scenarios: what people do with a process, and what must be so then, as data and played.

A `*.scenario.yaml` beside a diagram tells stories. Each is played on a database of its own, with a
clock that is set by hand, through the same use cases as everything else; docs/howto/scenarios.md.
"""
