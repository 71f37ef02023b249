"""The organisation as a file, from the command line."""

import io

from openpyxl import load_workbook

from tests.cli.test_cli import company, guanjia, home  # noqa: F401 - fixtures


def renamed(file, name):
    book = load_workbook(io.BytesIO(file.read_bytes()))
    book["组织"]["B2"] = name
    book.save(file)


def test_a_file_goes_out_is_looked_at_and_comes_in_with_its_reason(guanjia, home, company):  # noqa: F811
    file = home / "organisation.xlsx"
    guanjia("organisation", "export", file)
    renamed(file, "新名")

    _, looked, wrong = guanjia("organisation", "import", file, "--dry-run")
    _, done, _ = guanjia("organisation", "import", file, "--reason", "改名")
    _, again, _ = guanjia("organisation", "import", file)

    assert wrong == ""
    assert looked.splitlines()[-1] == "1 rows would differ"
    assert "changed  组织" in done
    assert "→ 新名" in done
    assert again == "0 rows changed\n"


def test_all_mistakes_of_a_file_are_printed(guanjia, home, company):  # noqa: F811
    file = home / "organisation.xlsx"
    guanjia("organisation", "export", file)
    book = load_workbook(io.BytesIO(file.read_bytes()))
    book["组织"]["B2"] = None
    book["岗位"]["C2"] = "hoch"
    book.save(file)

    code, _, wrong = guanjia("organisation", "import", file)

    assert code == 1
    assert "组织  2  B  不能为空" in wrong
    assert "岗位  2  C  应为整数" in wrong


def test_a_file_that_is_not_there_is_said(guanjia, home):  # noqa: F811
    code, _, wrong = guanjia("organisation", "import", home / "nothing.xlsx")

    assert code == 1
    assert "cannot be read" in wrong
