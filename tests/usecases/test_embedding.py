"""The page on embedding is true: its program runs from top to bottom."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "embed.md"


def test_the_page_on_embedding_is_executed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

    exec(compile("\n".join(blocks), str(PAGE), "exec"), {})

    assert len(blocks) == 7
