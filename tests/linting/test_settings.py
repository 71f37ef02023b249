"""Every gj: setting is known at its place and has a value that means something."""

import pytest

PEOPLE = '<zeebe:assignmentDefinition candidateGroups="cs"/>'


def properties(*settings):
    entries = "".join(f"<zeebe:property name='{n}' value='{v}'/>" for n, v in settings)
    return f"<zeebe:properties>{entries}</zeebe:properties>"


def user(*settings):
    inside = f"<extensionElements>{PEOPLE}{properties(*settings)}</extensionElements>"
    return f'<userTask id="n" name="登记">{inside}</userTask>'


@pytest.mark.parametrize("name", ["gj:asign", "gj:number", "gj:"])
def test_a_setting_that_a_user_task_does_not_have_is_refused(around, name):
    assert around(user((name, "x"))) == [("setting-known", "n")]


def test_settings_of_others_are_left_alone(around):
    assert around(user(("colour", "blue"), ("camunda:x", ""))) == []


def test_other_elements_have_few_settings(around):
    inside = properties(("gj:nameEn", "check"), ("gj:assign", "post(cs)"))
    node = f'<task id="n"><extensionElements>{inside}</extensionElements></task>'

    assert around(node) == [("setting-known", "n")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gj:assign", "initiator"),
        ("gj:assign", "= rule"),
        ("gj:assign", "post(cs), superior(initiator, 2) minus (done(n) union form.people)"),
        ("gj:assign", "superior(case.accused) union head(HY01)"),
        ("gj:exclude", "case.accused, done(n)"),
        ("gj:onBreach", "other"),
        ("gj:onBreach", "= which"),
        ("gj:mode", "or"),
        ("gj:scope", "company"),
        ("gj:due", "natural:PT30M"),
        ("gj:due", "P1D"),
        ("gj:due", "2026-07-01T09:00:00+08:00"),
        ("gj:due", "= sla.handle_within"),
        ("gj:repeat", "25"),
        ("gj:cap", "0"),
        ("gj:reminders", "0"),
        ("gj:rights", '{"a": "read", "b": "required"}'),
        ("gj:rights", "{}"),
    ],
)
def test_values_that_are_understood_pass(around, name, value):
    assert around(user((name, value))) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gj:assign", ""),
        ("gj:assign", "post()"),
        ("gj:assign", "posts(cs)"),
        ("gj:assign", "post(cs"),
        ("gj:assign", "cs_front"),
        ("gj:exclude", "done(n) case.accused"),
        ("gj:mode", "vote!"),
        ("gj:scope", "everywhere"),
        ("gj:fallback", "superior, luck"),
        ("gj:due", "3 days"),
        ("gj:due", "work:P"),
        ("gj:repeat", "0"),
        ("gj:cap", "-1"),
        ("gj:reminders", "100"),
        ("gj:cap", "many"),
        ("gj:rights", "read"),
        ("gj:rights", "[]"),
        ("gj:rights", '{"a": "see"}'),
        ("gj:nameEn", " "),
    ],
)
def test_values_that_mean_nothing_are_refused(around, name, value):
    assert around(user((name, value))) == [("setting-value", "n")]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("gj:number", "TS", []),
        ("gj:title", "= room", []),
        ("gj:title", "room", [("setting-value", "p")]),
        ("gj:search", "room, phone", []),
        ("gj:uniqueKey", "true", []),
        ("gj:uniqueKey", "yes", [("setting-value", "p")]),
        ("gj:assign", "post(cs)", [("setting-known", "p")]),
    ],
)
def test_a_process_has_settings_of_its_own(lint, name, value, expected):
    inside = f"""<extensionElements>{properties((name, value))}</extensionElements>
      <startEvent id="s"/><endEvent id="e"/>[s-e]"""

    assert lint(inside) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("system", []), ("case.initiator", []), ("somebody", [("setting-value", "n")])],
)
def test_a_call_says_whose_case_it_begins(around, value, expected):
    inside = f'<zeebe:calledElement processId="other"/>{properties(("gj:initiator", value))}'
    node = f'<callActivity id="n"><extensionElements>{inside}</extensionElements></callActivity>'

    assert around(node) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("= reporter", []),
        ("reporter", [("setting-value", "s")]),
        ("= reporter +", [("feel-syntax", "s")]),
    ],
)
def test_a_message_start_event_says_whom_its_message_names(lint, value, expected):
    inside = f"""<startEvent id="s"><extensionElements>{properties(("gj:initiator", value))}
      </extensionElements><messageEventDefinition messageRef="M"/></startEvent>
      <endEvent id="e"/>[s-e]"""

    assert lint(inside, beside='<message id="M" name="Msg_New"/>') == expected


@pytest.mark.parametrize("drawn", ["plain", "waiting", "event-sub-process"])
def test_an_event_that_no_message_begins_a_case_at_names_nobody(lint, drawn):
    heard = '<messageEventDefinition messageRef="M"/>'
    named = f"<extensionElements>{properties(('gj:initiator', '= a'))}</extensionElements>"
    plain = '<startEvent id="s"/><endEvent id="e"/>'
    inside = {
        "plain": f'<startEvent id="n">{named}</startEvent><endEvent id="e"/>[n-e]',
        "waiting": f'{plain}<intermediateCatchEvent id="n">{named}{heard}</intermediateCatchEvent>'
        "[s-n][n-e]",
        "event-sub-process": f'{plain}<subProcess id="esp" triggeredByEvent="true">'
        f'<startEvent id="n">{named}{heard}</startEvent><endEvent id="e2"/>[n-e2]</subProcess>[s-e]',
    }[drawn]
    message = """<message id="M" name="Msg_New"><extensionElements>
      <zeebe:subscription correlationKey="=order"/></extensionElements></message>"""

    assert ("setting-known", "n") in lint(inside, beside=message)


def test_a_post_that_nobody_has_heard_of_is_refused(around):
    rule = "post(cs), post(nobody) minus post(case.post)"

    assert around(user(("gj:assign", rule))) == [("posts", "n")]


@pytest.mark.parametrize("name", ["gj:assign", "gj:exclude"])
def test_people_of_a_task_that_does_not_exist_are_refused(around, name):
    assert around(user((name, "done(n), done(UT_Hnadle)"))) == [("done", "n")]


def test_a_missed_deadline_cannot_start_a_process_that_does_not_exist(around):
    assert around(user(("gj:onBreach", "nobody"))) == [("on-breach", "n")]


def test_expressions_of_processes_and_lanes_are_read_too(lint):
    lane = f"""<laneSet id="ls"><lane id="L"><extensionElements>{properties(("gj:due", "= 1 +"))}
      </extensionElements></lane></laneSet>"""
    inside = f"""<extensionElements>{properties(("gj:title", "= a +"))}</extensionElements>
      {lane}<startEvent id="s"/><endEvent id="e"/>[s-e]"""

    assert lint(inside) == [("feel-syntax", "p"), ("feel-syntax", "L")]


def test_posts_are_not_checked_where_the_organisation_is_not_known(around):
    assert around(user(("gj:assign", "post(nobody)")), posts=None) == []
