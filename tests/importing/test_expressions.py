"""Expressions of other engines become FEEL where that is simple, and are named where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.importing import juel, python
from engine.importing.report import Untranslatable

JUEL = {
    "${approved}": "approved",
    "#{approved}": "approved",
    "${!approved}": "not(approved)",
    "${not approved}": "not(approved)",
    "${amount > 1000}": "amount > 1000",
    "${amount ge 1000 and level ne 'A'}": 'amount >= 1000 and level != "A"',
    "${a == 1 || b == 2 && c lt 3}": "a = 1 or b = 2 and c < 3",
    "${(a || b) && c}": "(a or b) and c",
    "${a and b and c}": "a and b and c",
    "${a - b - c}": "a - b - c",
    "${a - (b - c)}": "a - (b - c)",
    "${(a == b) == c}": "(a = b) = c",
    "${-a * 2 / 3}": "-a * 2 / 3",
    "${a div 2 % 3}": "modulo(a / 2, 3)",
    "${order.customer.name == 'x'}": 'order.customer.name = "x"',
    "${order['客户 名'] == \"x\"}": 'get value(order, "客户 名") = "x"',
    "${order['name']}": "order.name",
    "${list[0] == 1.5}": "list[1] = 1.5",
    "${empty name}": 'name = null or string(name) in ("", "[]", "{}")',
    "${not empty name}": 'not(name = null or string(name) in ("", "[]", "{}"))',
    "${a ? 'x' : b ? 'y' : 'z'}": 'if a then "x" else if b then "y" else "z"',
    "${(a ? 1 : 2) + 3}": "(if a then 1 else 2) + 3",
    "${nrOfCompletedInstances / nrOfInstances >= 0.5}": "numberOfCompletedInstances / numberOfInstances >= 0.5",
    "${loopCounter * 2}": "(loopCounter - 1) * 2",
    "${execution.processBusinessKey}": "case.number",
    "${a == null || a == true}": "a = null or a = true",
    r"${a == 'it\'s'}": 'a = "it\'s"',
    "TS-${year}-${n}": '"TS-" + string(year) + "-" + string(n)',
    "${(order).name}": "order.name",
}
REFUSED = {
    "${bean.check(x)}": "bean.check(…)",
    "${now()}": "now(…)",
    "${execution.id}": "execution.id",
    "${task}": "task",
    "${list[i]}": "an index that is computed",
    "${a ~ b}": "cannot be read",
    "${a": "cannot be read",
    "${a b}": "'b' is not understood",
    "${a ? b}": "the end is not understood",
    "${a + }": "the end is not understood",
    "${a + *}": "'*' is not understood",
    "${case}": "cannot be the name",
    "${then}": "cannot be the name",
}
PYTHON = {
    "approved": "approved",
    "not approved": "not(approved)",
    "amount > 1000 and level != 'A' or vip": 'amount > 1000 and level != "A" or vip',
    "0 < n <= 5": "0 < n and n <= 5",
    "a is None or b is not None": "a = null or b != null",
    "a['b'].c == -1": "a.b.c = -1",
    "a[0] + a[-1] * 2 ** 3": "a[1] + a[-1] * 2 ** 3",
    "level in ['A', 'B']": 'list contains(["A", "B"], level)',
    "level not in ('A', 'B')": 'not(list contains(["A", "B"], level))',
    "len(votes) // 2 % 3": "modulo(floor(count(votes) / 2), 3)",
    "1 if a else 2": "if a then 1 else 2",
    "{'a': [1, 2.5, True], 'b c': None}": '{a: [1, 2.5, true], "b c": null}',
    "f'TS-{n}'": '"TS-" + string(n)',
    "f''": '""',
    "timedelta(days=1, weeks=1, minutes=30)": 'duration("P8DT30M")',
    "timedelta(hours=4)": 'duration("PT4H")',
    "timedelta(days=3)": 'duration("P3D")',
    "str(a) + 'x\\n\\t\"\\\\'": 'string(a) + "x\\n\\t\\"\\\\"',
}
PYTHON_REFUSED = [
    "a.b()", "x in y", "a[i]", "a[1:2]", "lambda: 1", "[x for x in y]", "+a", "~a", "a @ b", "b'x'", "a b",
    "timedelta(1)", "timedelta(days=n)", "timedelta(days=1.5)", "timedelta(years=1)", "timedelta()", "max(a, key=b)",
    "f'{a:.2f}'", "f'{a!r}'", "{**a}", "{1: 2}", "case", "print(1)",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), JUEL.items())
def test_a_simple_expression_of_the_java_engines_becomes_feel(text, wanted):
    found = juel.template(text).text

    assert found == wanted
    assert feel.expression(found)


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_what_has_no_counterpart_is_refused_by_name(text, reason):
    with pytest.raises(Untranslatable) as caught:
        juel.template(text)

    assert reason in caught.value.why.en
    assert caught.value.why.zh


@pytest.mark.parametrize(("text", "wanted"), PYTHON.items())
def test_a_simple_expression_of_python_becomes_feel(text, wanted):
    found = python.expression(text).text

    assert found == wanted
    assert feel.expression(found)


@pytest.mark.parametrize("text", PYTHON_REFUSED)
def test_python_that_is_more_than_an_expression_of_values_is_refused(text):
    with pytest.raises(Untranslatable):
        python.expression(text)


@pytest.mark.parametrize(
    "text", ["a = 1\na = 2", "a.b = 1", "import os", "a = b = 1", "", "a = (", "for x in y: z = 1"]
)
def test_a_script_that_is_more_than_assignments_is_refused(text):
    with pytest.raises(Untranslatable):
        python.assignments(text)


NUMBERS = st.integers(0, 20).map(str)
EXPRESSIONS = st.recursive(
    NUMBERS,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner)
        | st.builds("{} {} {}".format, inner, st.sampled_from("+-*"), inner)
        | st.builds("({} if {} > {} else {})".format, inner, inner, inner, inner)
    ),
    max_leaves=8,
)


@given(EXPRESSIONS)
def test_arithmetic_keeps_its_value(text):
    found = feel.expression(python.expression(text).text).value({})

    assert found == eval(text)  # the expression was made just above


@given(
    st.recursive(
        NUMBERS,
        lambda i: (
            st.builds("({} {} {})".format, i, st.sampled_from("+-*"), i)
            | st.builds("{} {} {}".format, i, st.sampled_from("+-*"), i)
        ),
        max_leaves=8,
    )
)
def test_arithmetic_of_the_java_engines_keeps_its_value(text):
    found = feel.expression(juel.template(f"${{{text}}}").text).value({})

    assert found == eval(text)  # the expression was made just above


@pytest.mark.parametrize(
    "read",
    [
        python.expression,
        lambda t: python.assignments(f"a = {t}"),
        lambda t: juel.template(f"${{{t}}}"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "+".join(["1"] * 5000),
        "+".join(["1"] * 900),
        "-" * 5000 + "1",
    ],
)
def test_what_is_nested_without_end_is_refused(read, text):
    with pytest.raises(Untranslatable):
        read(text)


@given(st.text(max_size=30))
def test_no_text_crashes_the_readers(text):
    reasons = []

    for read in (
        python.expression,
        python.assignments,
        juel.template,
        lambda t: juel.template(f"${{{t}}}"),
    ):
        try:
            read(text)
        except Untranslatable as refused:
            reasons.append(refused.why.zh)

    assert all(reasons)
