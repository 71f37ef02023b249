"""What operators answer (DMN 1.5, 10.3.2)."""

import pytest

from engine.feel import FeelError, expression

D = "date and time"

CASES = [
    # numbers: exact, 34 digits, half-even
    ("0.1 + 0.2", "0.3"),
    ("1 / 3 * 3", "0.9999999999999999999999999999999999"),
    ("6 / 3", "2"),
    ("7 - 2.5", "4.5"),
    ("2 * 1.5", "3"),
    ("-2 ** 2", "4"),
    ("2 ** 3 ** 2", "64"),
    ("2 ** -1", "0.5"),
    ("5 ** 0", "1"),
    ("1 / 0", "null"),
    ("10 ** 7000", "null"),
    ("(-8) ** 0.5", "null"),
    ("--3", "3"),
    ("9999999999999999999999999999999999 + 1", "1e34"),
    (".5 + 1e2", "100.5"),
    ("1 + null", "null"),
    ("99999999999999999999999999999999999999", "1e38"),
    ("-(2 + 3) * 2", "-10"),
    ("-null", "null"),
    # texts
    ('"a" + "b"', '"ab"'),
    ('"a" - "b"', "null"),
    ('"a" + 1', "null"),
    ('"\\u4E2D\\U01F40E\\uD83D\\uDC0E\\n\\\\d\\q"', '"中🐎🐎\n\\d\\\\q"'),
    ('"\\UFFFFFF"', '"\\\\UFFFFFF"'),
    # dates and durations
    ('@"2026-01-31" + @"P1M"', '@"2026-02-28"'),
    ('@"P1M" + @"2024-01-31"', '@"2024-02-29"'),
    ('@"2026-03-01" - @"P1D"', '@"2026-02-28"'),
    ('@"2026-01-31" - @"P11M"', '@"2025-02-28"'),
    ('@"2026-01-01" + @"PT36H"', '@"2026-01-02"'),
    ('@"2026-01-01T10:00:00" - @"2026-01-01T09:30:00"', '@"PT30M"'),
    ('@"2026-01-02" - @"2026-01-01"', '@"P1D"'),
    ('@"2026-01-02T08:00:00+08:00" - @"2026-01-01"', '@"P1D"'),
    ('@"2026-01-02" - @"2026-01-01T12:00:00Z"', '@"PT12H"'),
    ('@"2026-01-01T10:00:00" - @"2026-01-01T09:30:00Z"', "null"),
    ('@"10:00:00" - @"09:00:00"', '@"PT1H"'),
    ('@"23:30:00" + @"PT1H"', '@"00:30:00"'),
    ('@"00:30:00" - @"PT1H"', '@"23:30:00"'),
    ('@"2026-01-31T10:00:00" - @"P1M"', '@"2025-12-31T10:00:00"'),
    ('@"2026-03-28T12:00:00@Europe/Paris" + @"P1D"', '@"2026-03-29T13:00:00@Europe/Paris"'),
    ('@"2026-01-01T10:00:00" - @"PT1H"', '@"2026-01-01T09:00:00"'),
    ('@"P1Y" + @"P2M"', '@"P14M"'),
    ('@"P1Y" - @"P2M"', '@"P10M"'),
    ('@"P1D" + @"PT1H"', '@"PT25H"'),
    ('@"P1D" - @"PT1H"', '@"PT23H"'),
    ('@"P1D" * 1.5', '@"PT36H"'),
    ('2 * @"P5M"', '@"P10M"'),
    ('@"P1D" / 2', '@"PT12H"'),
    ('@"P1D" / 0.5', '@"P2D"'),
    ('@"P1Y" / @"P3M"', "4"),
    ('@"P1D" / @"PT6H"', "4"),
    ('@"P1Y" / 5', '@"P2M"'),
    ('@"P1Y" / 2.5', '@"P4M"'),
    ('@"P1D" / 0', "null"),
    ('-@"P1D"', '@"-P1D"'),
    ('-@"P1M"', '@"-P1M"'),
    ('@"P999999999Y" * 1e10', "null"),
    ('@"P999999999D" * 1e25', "null"),
    ('@"999999999-12-31" + @"P1D"', "null"),
    ('-@"10:00:00"', "null"),
    ('@"2026-13-01"', "null"),
    # comparisons
    ("1 = 1.0", "true"),
    ("1 != 2", "true"),
    ('1 = "1"', "null"),
    ('1 != "1"', "null"),
    ("null = null", "true"),
    ("1 = null", "false"),
    ("null != 1", "true"),
    ("a.b = null", "true"),
    ("a(1) = null", "true"),
    ("true = 1", "null"),
    ("1 < 2", "true"),
    ("2 <= 2", "true"),
    ("2 >= 3", "false"),
    ("3 > 2", "true"),
    ('"b" > "a"', "true"),
    ("1 < null", "null"),
    ("null <= 1", "null"),
    ("true < false", "null"),
    ('@"P1D" > @"PT23H"', "true"),
    ('@"P1M" < @"P1Y"', "true"),
    ('@"2026-01-01" < @"2026-01-02"', "true"),
    ('@"10:00:00Z" = @"11:00:00+01:00"', "true"),
    ('@"10:00:00" = @"10:00:00Z"', "false"),
    ('@"10:00:00" < @"10:00:00Z"', "null"),
    ('@"10:00:00" < @"10:00:01"', "true"),
    ('@"2026-01-01T12:00:00@Asia/Shanghai" = @"2026-01-01T04:00:00Z"', "true"),
    ("[1, [2]] = [1, [2.0]]", "true"),
    ("[1] = [2]", "false"),
    ('[1] = ["1"]', "false"),
    ("{a: 1} = {a: 1.0}", "true"),
    ("{a: 1} = {b: 1}", "false"),
    ("[1..2] = [1..2]", "true"),
    ("[1..2] = [1..2)", "false"),
    ("count = count", "true"),
    ("count = sum", "false"),
    ("[1] = 1", "null"),
    ('"x" = "y"', "false"),
    # logic of three values
    ("true and null", "null"),
    ("false and null", "false"),
    ("null or true", "true"),
    ("null or false", "null"),
    ("1 and true", "null"),
    ("1 or false", "null"),
    ("true and true and true", "true"),
    ("false or false or false", "false"),
    ("false or null or true", "true"),
    ("true and 1 and false", "false"),
    ("true and null and true", "null"),
    ('false or "x" or false', "null"),
    # between, in
    ("2 between 1 and 3", "true"),
    ("0 between 1 and 3", "false"),
    ("4 between 1 and 3", "false"),
    ("null between 1 and 3", "null"),
    ("5 between null and 3", "false"),
    ("2 between 1 and null", "null"),
    ("1 in [1, 2]", "true"),
    ("1 in (2, > 0)", "true"),
    ("1 in (2, 3)", "false"),
    ('1 in ("a", 2)', "null"),
    ("1 in <= 1", "true"),
    ("1 in != 1", "false"),
    ("1 in [[0..2], 5]", "true"),
    ("1 in [2..3]", "false"),
    ('1 in ["a".."b"]', "null"),
    ("1 in null", "null"),
    ("null in null", "true"),
    ("1 in < null", "null"),
    ("5 in (? > 4)", "true"),
    ("5 in (? + 1)", "false"),
    ("[1] in [1]", "true"),
    ("[1, 2] in [[1, 2], 3]", "true"),
    ("5 in (1..9) and true", "true"),
    ("1 in (1) + 1", "false"),
    ("5 in (> 4)", "true"),
    ("1 in (2 < 3)", "true"),
    ("1 in (f(1))", "null"),
    ("1 in ]1..3[", "false"),
    ("2 in ]1..3[", "true"),
    ("2 in (1..3[ and true", "true"),
    ("2 in [1..[3][1]]", "true"),
    ("2 in [1..3[", "true"),
    ("(1..3] = ]1..3]", "true"),
    ("[3..null]", "null"),
    ('[1.."a"]', "null"),
    ("5 in (>= 5)", "true"),
    ("5 in (= 5)", "true"),
    ("(!= 5)", "null"),
    ("(= 5).end", "5"),
    ("(< 5).end", "5"),
    ("(< 5).start", "null"),
    ("(<= 5).end included", "true"),
    ("1 in [(< 5)]", "true"),
    # if, context, path, list
    ("if true then 1 else 2", "1"),
    ("if false then 1 else 2", "2"),
    ("if null then 1 else 2", "2"),
    ("if 1 then 1 else 2", "2"),
    ("{a: 1, b: a + 1}.b", "2"),
    ('{"a b": 1, c: a b}.c', "1"),
    ("{a: 1, a: 2}", "null"),
    ("{a: 1}.b", "null"),
    ("[{a: 1}, {a: 2}].a", "[1, 2]"),
    ("5.a", "null"),
    ("{a-b c: 1}.a-b c", "1"),
    ("{}", "context([])"),
    ("{a: {b: 3}}.a.b", "3"),
    ("{if: 1}.if", "1"),
    # instance of
    ("1 instance of number", "true"),
    ("1 instance of string", "false"),
    ("null instance of Null", "true"),
    ("null instance of Any", "false"),
    ("1 instance of Any", "true"),
    ("[1] instance of list<number>", "true"),
    ('["a"] instance of list<number>', "false"),
    ("1 instance of list", "false"),
    ("{a: 1} instance of context<a: number>", "true"),
    ("{a: 1} instance of context<b: number>", "false"),
    ("{a: 1} instance of context", "true"),
    ("[1..2] instance of range<number>", "true"),
    ("[1..2] instance of range<string>", "false"),
    ("(< 2) instance of range<number>", "true"),
    ("count instance of function", "true"),
    ("1 instance of function", "false"),
    ("count instance of function<list> -> number", "true"),
    ("count instance of function<list, Any> -> number", "false"),
    ("(function(a) a) instance of function<string> -> Any", "true"),
    ("1 instance of function<number> -> Any", "false"),
    ('@"P1D" instance of days and time duration', "true"),
    ('@"P1M" instance of years and months duration', "true"),
    (f'@"2026-01-01T00:00:00" instance of {D}', "true"),
    ("1 instance of my.type", "null"),
    ("[1] instance of list<t>", "null"),
    ("1 instance of range<t>", "null"),
    ("1 instance of context<a: t>", "null"),
    ("1 instance of function<t> -> t", "null"),
    ("count instance of function<list> -> string", "false"),
    ("[1..2] instance of range<Any>", "true"),
]


@pytest.mark.parametrize(("text", "simpler"), CASES)
def test_operators_follow_the_standard(same, text, simpler):
    same(text, simpler)


PROPERTIES = [
    ('@"2026-03-01".year', "2026"),
    ('@"2026-03-01".month', "3"),
    ('@"2026-03-01".day', "1"),
    ('@"2026-03-01".weekday', "7"),
    ('@"2026-03-01T10:20:30.5+08:00".second', "30.5"),
    ('@"2026-03-01T10:20:30+08:00".time offset', '@"PT8H"'),
    ('@"2026-03-01T10:20:30@Asia/Shanghai".timezone', '"Asia/Shanghai"'),
    ('@"2026-03-01T10:20:30@Asia/Shanghai".time offset', '@"PT8H"'),
    ('@"2026-03-01T10:20:30".time offset', "null"),
    ('@"2026-03-01T10:20:30".hour', "10"),
    ('@"10:20:30".minute', "20"),
    ('@"10:20:30@Asia/Shanghai".time offset', '@"PT8H"'),
    ('@"10:20:30".second', "30"),
    ('@"P1DT2H3M4.5S".days', "1"),
    ('@"P1DT2H3M4.5S".hours', "2"),
    ('@"P1DT2H3M4.5S".minutes', "3"),
    ('@"P1DT2H3M4.5S".seconds', "4.5"),
    ('@"-P1DT2H3M4S".days', "-1"),
    ('@"-PT2H3M4S".hours', "-2"),
    ('@"-PT4S".seconds', "-4"),
    ('@"P14M".years', "1"),
    ('@"P14M".months', "2"),
    ('@"-P14M".years', "-1"),
    ('@"-P14M".months', "-2"),
    ("[1..2].start", "1"),
    ("[1..2).end included", "false"),
    ("[1..2).start included", "true"),
    ('@"P1M".days', "null"),
]


@pytest.mark.parametrize(("text", "simpler"), PROPERTIES)
def test_values_have_the_properties_of_the_standard(same, text, simpler):
    same(text, simpler)


LOOPS = [
    ("for i in [1] return for j in i..2 return j", "[[1, 2]]"),
    ("[1, 2, 3][item > 1]", "[2, 3]"),
    ("[1, 2, 3][2]", "2"),
    ("[1, 2, 3][-1]", "3"),
    ("[1, 2][3]", "null"),
    ("[1, 2][0]", "null"),
    ("[1, 2][1.5]", "null"),
    ("[1, 2][count([7])]", "1"),
    ("[][1]", "null"),
    ("[][count([1])]", "null"),
    ("[][item > 1]", "[]"),
    ("5[1]", "5"),
    ("5[item > 3]", "[5]"),
    ("null[1]", "null"),
    ("null[true]", "[]"),
    ('[1]["a"]', "null"),
    ("[1][null]", "[]"),
    ("[{a: 1, b: 2}, {a: 3, b: 4}][a > 1].b", "[4]"),
    ("[{item: 5}][item > 3]", "[{item: 5}]"),
    ("[1, 2][true]", "[1, 2]"),
    ("[1][true][-count([1])]", "1"),
    ("for i in [1, 2] return i * 2", "[2, 4]"),
    ("for i in 3..1 return i", "[3, 2, 1]"),
    ("for i in 1..2, j in 1..i return [i, j]", "[[1, 1], [2, 1], [2, 2]]"),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
    ("for i in null return i", "null"),
    ("for i in 5 return i", "[5]"),
    ("for i in [1..3] return i", "[1, 2, 3]"),
    ("for i in (1..3) return i", "[2]"),
    ("for i in (> 3) return i", "null"),
    ('for i in 1.."a" return i', "null"),
    ('for d in @"2026-02-28"..@"2026-03-01" return d', '[@"2026-02-28", @"2026-03-01"]'),
    ("for i in 1..2 return count(partial)", "[0, 1]"),
    ("some i in [1, 2] satisfies i > 1", "true"),
    ("every i in [1, 2] satisfies i > 1", "false"),
    ("some i in [1, 2] satisfies i > 2", "false"),
    ("every i in [1, 2] satisfies i > 0", "true"),
    ("some i in [1, null] satisfies i > 2", "null"),
    ("every i in [1, 2] satisfies null", "null"),
    ("some i in null satisfies true", "null"),
    ("some i in [] satisfies true", "false"),
    ("every big i in [1] satisfies big i = 1", "true"),
]


@pytest.mark.parametrize(("text", "simpler"), LOOPS)
def test_loops_and_filters_follow_the_standard(same, text, simpler):
    same(text, simpler)


CALLS = [
    ("(function(a, b) a + b)(1, 2)", "3"),
    ("{f: function(a: number) a, r: f(1)}.r", "1"),
    ('{f: function(a: number) a, r: f("x")}.r', "null"),
    ("{f: function(a: number) a, r: f([1])}.r", "1"),
    ("{f: function(a: list<number>) a, r: f(1)}.r", "[1]"),
    (f'{{f: function(a: {D}) a, r: f(@"2026-01-01")}}.r', '@"2026-01-01T00:00:00Z"'),
    ("{f: function(a, b) b, r: f(b: 1, a: 2)}.r", "1"),
    ("{f: function(a, b) b, r: f(c: 1)}.r", "null"),
    ("{f: function(a) a, r: f(1, 2)}.r", "null"),
    ("{f: function(a) a, r: f(a: 1, a: 2)}.r", "null"),
    ("{f: function(a: unheard) a, r: f(1)}.r", "null"),
    ("{f: function(a: context<b: number>) a.b, r: f({b: 2})}.r", "2"),
    ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(20)}.r", "2432902008176640000"),
    ("(function() external {java: {}})()", "null"),
    ("nothing()", "null"),
    ("(1)(2)", "null"),
    ("{count: 1, r: count([1, 2])}.r", "2"),
    ("{x: 1, r: x(1)}.r", "null"),
    ("sort([3, 1], function(a, b) a < b)", "[1, 3]"),
    ("{g: 1, f: function(x) g + x, r: f(1)}.r", "2"),
    ('substring(string: "abc", start position: 2)', '"bc"'),
    ("{first function: function(big x: number, y) big x + y, r: first function(1, 2)}.r", "3"),
]


@pytest.mark.parametrize(("text", "simpler"), CALLS)
def test_functions_are_called_as_the_standard_says(same, text, simpler):
    same(text, simpler)


def test_names_of_several_words_are_found_in_scope(same):
    scope = {
        "Applicant Age": 51,
        "当前 状态": "新建",
        "a+b": 1,
        "in progress": True,
        "面积（平方米）": 80,
    }

    same(
        'Applicant  Age > 50 and 当前 状态 = "新建" and a + b = 1 and in progress and 面积（平方米） = 80',
        "true",
        scope,
        tuple(scope),
    )


def test_a_name_may_begin_with_a_bracket_or_a_keyword(same):
    scope = {"(old) name": 1, "for sale": 2, "- x": 3, "some day": 4}

    same("(old) name + for sale", "3", scope, tuple(scope))
    same("1 in (old) name", "true", scope, tuple(scope))
    same("1 + - x + some day", "8", scope, tuple(scope))


def test_comments_and_white_space_do_not_count(same):
    same("1 /* one */ +\n\t// two\n 2\u3000", "3")


def test_a_variable_that_is_not_there_is_null_with_a_warning(warned):
    warned("missing", "there is no variable 'missing'")


def test_variables_of_python_become_values_once(same):
    prices = [1.1, 2.2]

    same("p[1] + p[2] + x", "3.4", {"p": prices, "x": 0.1})


def test_a_variable_that_is_no_value_is_refused_by_name():
    with pytest.raises(FeelError, match="variable 'x': a Python object is no FEEL value"):
        expression("x + 1").value({"x": object()})


def test_inner_variables_hide_outer_ones(same):
    same(
        "for x in [1, 2] return (for x in [x * 10] return x)[1] + y",
        "[110, 120]",
        {"x": 5, "y": 100},
    )
