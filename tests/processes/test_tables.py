"""The decision tables, rule by rule: the figures that a company changes without a programmer."""

from datetime import UTC, datetime

import pytest

from engine import decisions
from processes import resources

NOW = datetime(2031, 3, 3, 1, 0, tzinfo=UTC)
ORDINARY = {
    "category": "其他",
    "severity": None,
    "is_collective": False,
    "household_count": None,
    "channel": "来电",
    "safety_risk": "none",
    "weather_red": False,
    "is_anonymous": False,
    "project_class": None,
}


def ask(process, file, decision, inputs):
    evaluation = decisions.read(resources(process)[file]).evaluate(decision, inputs, now=NOW)
    assert evaluation.failed is False
    return evaluation


def rule(evaluation):
    return evaluation.trace[-1].matched[0].index


@pytest.mark.parametrize(
    ("facts", "number", "level", "handle", "handler"),
    [
        ({"safety_risk": "actual"}, 1, "III", "natural:PT2H", "post(duty_manager) union post(project_manager)"),
        ({"is_collective": True}, 2, "III", "natural:P3D", "post(project_manager)"),
        ({"household_count": 3}, 2, "III", "natural:P3D", "post(project_manager)"),
        ({"channel": "媒体"}, 2, "III", "natural:P3D", "post(project_manager)"),
        ({"channel": "12345"}, 2, "III", "natural:P3D", "post(project_manager)"),
        ({"category": "电梯", "severity": "II"}, 3, "III", "natural:PT24H", "post(eng_supervisor)"),
        ({"category": "消防", "severity": "III"}, 3, "III", "natural:PT24H", "post(security_supervisor)"),
        ({"category": "设施维修", "weather_red": True}, 4, "II", "natural:PT36H", "post(eng_supervisor)"),
        ({"category": "设施维修"}, 5, "II", "natural:PT24H", "post(eng_supervisor)"),
        ({"category": "收费"}, 6, "II", "work:P3D", "post(cs_supervisor) union post(finance_company)"),
        ({"category": "服务态度"}, 7, "II", "natural:PT24H", "superior(case.accused)"),
        ({"category": "绿化"}, 8, "I", "natural:PT24H", "post(env_supervisor)"),
        ({"category": "停车"}, 9, "I", "work:P3D", "post(cs_supervisor)"),
        ({"category": "秩序安全"}, 10, "I", "work:P7D", "post(cs_supervisor)"),
        ({"household_count": 2}, 10, "I", "work:P7D", "post(cs_supervisor)"),
    ],
)  # fmt: skip
def test_a_complaint_gets_its_level_time_and_handler(facts, number, level, handle, handler):
    evaluation = ask(
        "complaint-handling", "complaint_deadlines.dmn", "complaint_sla", {**ORDINARY, **facts}
    )

    assert rule(evaluation) == number
    assert evaluation.value["level"] == level
    assert evaluation.value["handle"] == handle
    assert evaluation.value["handler"] == handler


@pytest.mark.parametrize(
    ("facts", "within"),
    [
        ({"is_anonymous": True, "severity": "III"}, None),
        ({"severity": "III"}, "natural:PT4H"),
        ({"severity": "I"}, "natural:PT24H"),
    ],
)
def test_serious_complaints_are_followed_up_sooner_and_anonymous_ones_not_at_all(facts, within):
    evaluation = ask(
        "complaint-handling", "complaint_deadlines.dmn", "follow_up_rule", {**ORDINARY, **facts}
    )

    assert evaluation.value["within"] == within


@pytest.mark.parametrize(
    ("place", "severity", "category", "project_class", "due"),
    [
        (("complaint-handling", "UT_Register"), "I", "其他", None, "natural:PT30M"),
        (("complaint-handling", "UT_Triage"), "I", "其他", None, "natural:PT20M"),
        (("complaint-handling", "UT_Explain"), "I", "其他", None, "natural:P1D"),
        (("complaint-handling", "UT_Verify"), "III", "其他", None, "natural:PT4H"),
        (("complaint-handling", "UT_Verify"), "II", "消防", None, "natural:PT8H"),
        (("complaint-handling", "UT_Verify"), "II", "其他", "A", "work:PT4H"),
        (("complaint-handling", "UT_Verify"), "II", "其他", "B", "work:P1D"),
        (("complaint-handling", "UT_Extend"), "I", "其他", None, "work:PT4H"),
        (("complaint-handling", "UT_Close"), "I", "其他", None, "work:P2D"),
        (("complaint-handling", "UT_ConfirmWithdraw"), "I", "其他", None, "work:P1D"),
        (("escalation", "UT_Report"), None, None, None, "work:PT4H"),
        (("escalation", "UT_Decide"), None, None, None, "work:P1D"),
    ],
)
def test_every_step_has_a_policy_for_its_time(place, severity, category, project_class, due):
    inputs = {
        "process": place[0],
        "node": place[1],
        "severity": severity,
        "category": category,
        "project_class": project_class,
    }

    evaluation = ask("complaint-handling", "complaint_deadlines.dmn", "sla_policy", inputs)

    assert evaluation.value["due"] == due
    assert evaluation.value["clock"] == due.partition(":")[0]
    assert evaluation.value["breach_action"] == "escalation"


@pytest.mark.parametrize(
    ("post", "limit"),
    [
        ("supervisor", 500),
        ("project_manager", 5000),
        ("region_director", 50000),
        ("gm", 500000),
        ("cs_front", 0),
    ],
)
def test_a_post_may_promise_compensation_up_to_its_limit(post, limit):
    inputs = {"matter": "compensation", "post": post}

    evaluation = ask("complaint-handling", "complaint_deadlines.dmn", "authority_limit", inputs)

    assert evaluation.value == limit


def test_the_deadlines_of_a_complaint_are_told_in_one_answer_with_every_rule_behind_it():
    inputs = {**ORDINARY, "category": "设施维修", "severity": "II"}

    evaluation = ask("complaint-handling", "complaint_deadlines.dmn", "complaint_deadlines", inputs)

    assert evaluation.value["handle_again"] == "natural:PT12H"
    assert evaluation.value["follow_up"] == "natural:PT24H"
    assert evaluation.value["verify"] == "work:P1D"
    assert evaluation.value["authority"] == 500
    assert {trace.decision_id for trace in evaluation.trace} == {
        "complaint_sla",
        "follow_up_rule",
        "sla_policy",
        "authority_limit",
        "complaint_deadlines",
    }


@pytest.mark.parametrize(
    ("room", "project", "team", "is_nc"),
    [
        (2, 0, 0, True),
        (0, 3, 0, True),
        (1, 1, 3, True),
        (1, 2, 2, False),
        (None, None, None, False),
    ],
)
def test_complaints_that_come_back_are_a_nonconformity(room, project, team, is_nc):
    inputs = {"same_room_count": room, "same_project_count": project, "team_overdue_count": team}

    evaluation = ask("complaint-handling", "recurrence_rule.dmn", "recurrence_rule", inputs)

    assert evaluation.value["is_nc"] is is_nc


@pytest.mark.parametrize(
    ("facts", "number", "target", "within"),
    [
        (("other", None, 0, 1), 1, 1, "work:P1D"),
        (("other", None, 0, 2), 2, 2, "work:P1D"),
        (("emergency", "一级", 0, 3), 3, 3, "work:P1D"),
        (("emergency", "一级", None, None), 4, 3, "natural:PT30M"),
        (("emergency", "二级", None, None), 5, 2, "natural:PT1H"),
        (("emergency", "四级", None, None), 6, 1, "natural:PT1H"),
        (("public_opinion", None, None, None), 7, 2, "natural:PT2H"),
        (("over_authority", "III", 0, None), 8, 1, "natural:PT4H"),
        (("over_authority", "II", 0, None), 9, 0, "work:PT4H"),
        (("deadline_missed", "II", 0, None), 10, 0, "natural:PT2H"),
        (("deadline_missed", "II", 1, None), 11, 1, "natural:PT4H"),
        (("deadline_missed", "II", 3, None), 12, 3, "work:P1D"),
        (("deadline_missed", "II", 2, None), 13, 2, "work:P1D"),
        (("dissatisfied", "II", 3, None), 14, 2, "work:P1D"),
        (("dissatisfied", "II", 2, None), 15, 1, "work:P1D"),
        (("other", None, 3, None), 16, 3, "work:P1D"),
        (("verify_failed", None, 2, None), 17, 2, "work:P1D"),
        (("verify_failed", None, 1, None), 18, 1, "work:P1D"),
        (("other", None, None, None), 19, 0, "work:P1D"),
    ],
)
def test_an_escalation_goes_to_whom_the_table_names(facts, number, target, within):
    inputs = dict(zip(("reason", "severity", "level_from", "level"), facts, strict=True))

    evaluation = ask("escalation", "escalation_target.dmn", "escalation_target", inputs)

    assert rule(evaluation) == number
    assert evaluation.value["level"] == target
    assert evaluation.value["decide_within"] == within


@pytest.mark.parametrize(
    ("facts", "number", "days", "score"),
    [
        ({"trade": "客服", "key_post": True}, 1, 10, 80),
        ({"trade": "消防", "key_post": False}, 2, 10, 80),
        ({"trade": "工程", "key_post": False}, 3, 7, 80),
        ({"trade": "秩序", "key_post": False}, 4, 7, 60),
        ({"trade": "客服", "key_post": False}, 5, 7, 60),
        ({"trade": "绿化", "key_post": False}, 6, 5, 60),
        ({"trade": "综合", "key_post": False}, 7, 5, 60),
    ],
)
def test_a_trade_is_trained_as_long_as_it_needs(facts, number, days, score):
    evaluation = ask("onboarding-training", "training_rule.dmn", "training_rule", facts)

    assert rule(evaluation) == number
    assert (evaluation.value["post_days"], evaluation.value["pass_score"]) == (days, score)


@pytest.mark.parametrize(
    ("contract_months", "legal_months"),
    [(0, 6), (1, 0), (2, 0), (3, 1), (11, 1), (12, 2), (35, 2), (36, 6), (120, 6)],
)
def test_the_law_limits_the_trial_by_the_contract(contract_months, legal_months):
    inputs = {"contract_months": contract_months}

    evaluation = ask("probation-review", "trial_limit.dmn", "trial_limit", inputs)

    assert evaluation.value == legal_months


NC = {
    "harm": False,
    "loss": 0,
    "same_90d": 0,
    "source": "日检",
    "system_failure": False,
    "kind": "已发生",
    "external_due": None,
}


@pytest.mark.parametrize(
    ("facts", "number", "grade", "finish", "observe"),
    [
        ({"harm": True}, 1, "严重", "natural:P7D", 90),
        ({"loss": 5000}, 2, "严重", "natural:P15D", 60),
        ({"same_90d": 2}, 3, "严重", "natural:P15D", 60),
        ({"same_90d": 1}, 4, "一般", "natural:P15D", 30),
        ({"source": "政府"}, 5, "一般", "natural:P15D", 30),
        ({"source": "甲方", "external_due": "2031-03-20T18:00:00+08:00"}, 5, "一般", "2031-03-20T18:00:00+08:00", 30),
        ({"system_failure": True}, 6, "一般", "natural:P30D", 30),
        ({"kind": "潜在"}, 7, "潜在", "natural:P30D", 30),
        ({}, 8, "轻微", "natural:P3D", 0),
    ],
)  # fmt: skip
def test_a_nonconformity_is_graded_by_what_it_did(facts, number, grade, finish, observe):
    evaluation = ask("rectification", "nc_severity.dmn", "nc_severity", {**NC, **facts})

    assert rule(evaluation) == number
    assert evaluation.value["grade"] == grade
    assert (evaluation.value["finish_within"], evaluation.value["observe_days"]) == (
        finish,
        observe,
    )
    assert evaluation.value["capa"] is (grade != "轻微")


@pytest.mark.parametrize(
    ("post", "number", "level", "key_post", "filing"),
    [
        ("保洁员", 1, "操作", False, ""),
        ("绿化工", 1, "操作", False, ""),
        ("秩序维护员", 2, "操作", False, ""),
        ("消防监控员", 3, "操作", False, ""),
        ("维修电工", 4, "操作", False, ""),
        ("管家", 5, "操作", False, ""),
        ("主管", 6, "基层管理", False, "post(hr_region)"),
        ("财务", 7, "中层", True, "post(hr_company)"),
        ("项目经理", 8, "中层", True, "post(hr_company)"),
        ("其他", 9, "操作", False, ""),
    ],
)
def test_a_post_says_who_hires_for_it(post, number, level, key_post, filing):
    evaluation = ask("recruitment-approval", "post_rule.dmn", "post_rule", {"post": post})

    assert rule(evaluation) == number
    assert evaluation.value["level"] == level
    assert evaluation.value["key_post"] is key_post
    assert evaluation.value["filing"] == filing


def test_the_times_of_recruiting_stand_in_the_table_for_every_post():
    times = {"lead": "P30D", "remind": "P30D", "stale": "P45D", "answer": "P3D", "silence": "P5D"}

    evaluation = ask("recruitment-approval", "post_rule.dmn", "post_rule", {"post": "财务"})

    assert {name: evaluation.value[name] for name in times} == times
    assert evaluation.value["mentor"] == "P1Y"


@pytest.mark.parametrize(
    ("contract_type", "contract_months", "legal_months"),
    [
        ("无固定期限", None, 6),
        ("以完成一定任务为期限", None, 0),
        ("固定期限", 2, 0),
        ("固定期限", 3, 1),
        ("固定期限", 11, 1),
        ("固定期限", 12, 2),
        ("固定期限", 35, 2),
        ("固定期限", 36, 6),
    ],
)
def test_the_law_limits_the_trial_that_is_offered(contract_type, contract_months, legal_months):
    inputs = {"contract_type": contract_type, "contract_months": contract_months}

    evaluation = ask("recruitment-approval", "probation_limit.dmn", "probation_limit", inputs)

    assert evaluation.value == legal_months


@pytest.mark.parametrize(
    ("facts", "number", "outcome", "approvers"),
    [
        ((True, False, 900_000), 1, "ok", ""),
        ((False, True, 900_000), 2, "ok", ""),
        ((False, False, 100_000), 3, "over", "post(region_director)"),
        ((False, False, 100_001), 4, "over", "post(region_director) union post(gm)"),
    ],
)
def test_who_wants_more_than_the_headcount_asks_the_region(facts, number, outcome, approvers):
    inputs = dict(zip(("within", "over_approved", "over_amount"), facts, strict=True))

    evaluation = ask("recruitment-approval", "headcount.dmn", "headcount_rule", inputs)

    assert rule(evaluation) == number
    assert evaluation.value == {"outcome": outcome, "approvers": approvers}


@pytest.mark.parametrize(
    ("post", "names", "grace"),
    [
        ("秩序维护员", ["保安员证"], 3),
        ("消防监控员", ["消防设施操作员证"], 0),
        ("维修电工", ["特种作业操作证（电工）"], 0),
        ("保洁员", [], 0),
    ],
)
def test_some_posts_need_a_certificate(post, names, grace):
    evaluation = ask("recruitment-approval", "certificate.dmn", "certificate_rule", {"post": post})

    assert evaluation.value == {"names": names, "grace_months": grace}


@pytest.mark.parametrize(
    ("key_post", "named"), [(True, "filing_silence/1"), (False, "filing_silence/2")]
)
def test_silence_files_by_a_rule_with_a_name(key_post, named):
    inputs = {"rule": {"key_post": key_post}}

    evaluation = ask("recruitment-approval", "filing_silence.dmn", "filing_silence", inputs)

    assert evaluation.value == {"result": "filed", "rule": named}
