"""The compiler as a whole: importing it registers how every kind of node is compiled."""

from engine.feel import compile_calls, compile_loops, compile_operators
from engine.feel.compiler import Code, code, weight

__all__ = ["Code", "code", "compile_loops", "compile_operators", "weight"]

Body = compile_calls.Body
CALL_LEVELS = compile_calls.CALL_LEVELS
closure = compile_calls.closure
