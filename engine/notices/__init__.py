"""Use cases on notices: what a process tells people (`notify` jobs) is recorded and sent."""

from engine.notices.delivering import TYPE, deliver

__all__ = ["TYPE", "deliver"]
