"""Import of diagrams made for other engines: translated, with a report of every setting."""

from engine.importing.drafts import file_name
from engine.importing.report import Entry, Imported, Verdict
from engine.importing.translating import translate

__all__ = ["Entry", "Imported", "Verdict", "file_name", "translate"]
