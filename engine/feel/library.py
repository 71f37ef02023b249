"""All built-in functions together, and what a designer's help can say about them.

Left out because their answers could not be repeated when a case is replayed: ``random number``,
``uuid``. ``now`` and ``today`` are the command's time.
"""

from engine.feel import (
    builtins_context,
    builtins_list,
    builtins_numeric,
    builtins_range,
    builtins_statistics,
    builtins_string,
    builtins_temporal,
)
from engine.feel.cursor import index_names
from engine.feel.values import Function

_REGISTRIES = [
    module.REGISTRY
    for module in (
        builtins_numeric,
        builtins_string,
        builtins_list,
        builtins_statistics,
        builtins_temporal,
        builtins_range,
        builtins_context,
    )
]

BUILTINS: dict[str, Function] = {
    name: function for registry in _REGISTRIES for name, function in registry.functions.items()
}
SUMMARIES: dict[str, str] = {
    name: summary for registry in _REGISTRIES for name, summary in registry.summaries.items()
}
FUNCTION_NAMES = index_names(BUILTINS)
