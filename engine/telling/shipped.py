"""The words of the notices of the shipped processes: title and text by language.

What is said to people outside stands under the name with `.outside`, where staff read something
else. A process says it in its own words with `gj:messages`.
"""

from collections.abc import Mapping
from typing import Final

SHIPPED: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "complaint_accepted": {
        "zh": (
            "投诉已受理",
            (
                "您好，您反映的问题已受理，编号{number}。"
                "我们将在{respond_within}内与您联系，{handle_within}内处理。"
            ),
        ),
        "en": (
            "Complaint accepted",
            (
                "We have taken up your complaint {number}. "
                "We contact you within {respond_within} and deal with it within {handle_within}."
            ),
        ),
    },
    "complaint_progress": {
        "zh": ("办理进展", "您好，{number}正在办理中（{status}），有进一步结果会及时告诉您。"),
        "en": ("Progress", "We are working on {number} ({status}) and will tell you more."),
    },
    "complaint_transferred": {
        "zh": ("已转交", "您好，{number}现由{leader}负责。"),
        "en": ("Handed over", "{leader} now takes care of {number}."),
    },
    "complaint_extended": {
        "zh": ("延期说明", "您好，{number}需延期到{until}办理：{reason}。"),
        "en": ("Extension", "{number} takes until {until}: {reason}."),
    },
    "complaint_done": {
        "zh": (
            "处理结果",
            "您好，{number}已处理完毕：{measures}处理照片及满意度确认见业主报事页，凭编号和电话查看。",
        ),
        "en": (
            "Result",
            (
                "{number} is done: {measures}. On the page for owners, with this number and your "
                "telephone, you see the pictures and say whether you are content."
            ),
        ),
    },
    "complaint_survey": {
        "zh": (
            "满意度回访",
            "您好，我们未能联系上您，请凭编号{number}和电话在业主报事页评价处理结果。",
        ),
        "en": (
            "How did we do?",
            "We could not reach you: please rate how {number} was handled on the page for owners.",
        ),
    },
    "complaint_result_published": {
        "zh": ("投诉处理结果公示", "{number}已处理完毕：{measures}请在公告栏公示。"),
        "en": ("Result of a complaint", "{number} is done: {measures}. Please put it up."),
    },
    "complaint_closed": {
        "zh": ("请公示投诉处理结果", "{number}已结案：{measures}请在公告栏公示。"),
        "en": ("Please publish a result", "{number} is closed: {measures}. Please put it up."),
    },
    "complaint_closed.outside": {
        "zh": ("已结案", "您好，{number}已结案，感谢您的监督。"),
        "en": ("Closed", "{number} is closed. Thank you."),
    },
    "complaint_merged": {
        "zh": (
            "已合并",
            "您好，{number}与{merged_into}反映的是同一问题，已合并办理，进展会一并告诉您。",
        ),
        "en": (
            "Merged",
            "{number} is handled together with {merged_into}; you are told of what comes of it.",
        ),
    },
    "complaint_parted": {
        "zh": ("已取消合并", "{parted}不再并入{number}，今后的进展不再告知其投诉人。"),
        "en": ("Parted again", "{parted} is no part of {number} any more; nor is it told of it."),
    },
    "complaint_not_accepted": {
        "zh": ("请说明不予受理的理由", "{number}不予受理：{reason}{explanation}请在公告栏说明。"),
        "en": ("Please put up why", "{number} was not accepted: {reason} Please put it up."),
    },
    "complaint_not_accepted.outside": {
        "zh": ("不予受理", "您好，{number}不予受理：{reason}{explanation}如有异议：{appeal_way}"),
        "en": ("Not accepted", "{number} was not accepted: {reason} To object: {appeal_way}"),
    },
    "complaint_supplement_received": {
        "zh": ("已收到补充材料", "您好，{number}的补充材料已收到，会一并办理。"),
        "en": ("Received", "What you added to {number} has arrived."),
    },
    "complaint_withdrawn": {
        "zh": ("已撤诉", "您好，{number}已按您的要求撤诉。"),
        "en": ("Withdrawn", "{number} was withdrawn as you asked."),
    },
    "escalation_reported": {
        "zh": ("已上报", "您好，您反映的{source_case}已报{leader}决定，有结果会及时告诉您。"),
        "en": ("Reported", "{source_case} has gone up to: {leader}; we tell you what is decided."),
    },
    "escalation_decided": {
        "zh": ("上级已批示", "{number} {title}：{instruction}"),
        "en": ("Decided above", "{number} {title}: {instruction}"),
    },
    "escalation_decided.outside": {
        "zh": ("上级已决定", "您好，您反映的{source_case}已由上级研究决定，我们将抓紧落实。"),
        "en": ("Decided", "{source_case} has been decided by a superior; we go on with it."),
    },
    "escalation_overdue": {
        "zh": ("上报未按时批示", "{number}（来源{source_case}）未按时批示，已上移或再次提醒。"),
        "en": ("Not decided in time", "{number} (from {source_case}) has moved up or reminds."),
    },
    "escalation_withdrawn": {
        "zh": ("上报已撤回", "{number}（来源{source_case}）已由上报人撤回：{instruction}"),
        "en": ("Withdrawn", "{number} (from {source_case}) was taken back: {instruction}"),
    },
    "escalation_joined": {
        "zh": ("有上报并入", "{number}：{joined}就同一来源上报，已并入，请一并批示。"),
        "en": (
            "A report joined",
            "{number}: {joined} reports on the same source and waits for it.",
        ),
    },
    "escalation_join_stopped": {
        "zh": (
            "并入的上报已终止",
            "{number}：所并入的{joined_to}未批示即终止，本次上报转由上级单独批示。",
        ),
        "en": (
            "What it joined has ended",
            "{number}: {joined_to}, which it joined, ended undecided: decided by itself.",
        ),
    },
    "escalation_source_finished": {
        "zh": ("来源任务已办结", "{number}：来源任务已经办结，可以直接结案。"),
        "en": ("The source task is done", "{number}: its late task is done; it can be closed."),
    },
    "rectification_supplier": {
        "zh": (
            "整改通知",
            (
                "{supplier}：{location}存在不合格（{grade}）：{description}"
                "请在{correct_within}内纠正，编号{number}。"
            ),
        ),
        "en": (
            "Rectification wanted",
            (
                "{supplier}: nonconformity ({grade}) at {location}: {description} "
                "Correct it within {correct_within}, number {number}."
            ),
        ),
    },
    "offer_sent": {
        "zh": (
            "录用通知",
            (
                "{name}您好，拟录用您为{post}，月薪{salary}元，试用期{trial_months}个月，"
                "请于{start_date}报到，并在{answer_days}个工作日内答复，编号{number}。"
            ),
        ),
        "en": (
            "Offer",
            (
                "{name}: we offer you the post {post}, {salary} yuan a month, {trial_months} "
                "months of trial, from {start_date}. Answer in {answer_days} workdays, {number}."
            ),
        ),
    },
    "recruitment_slow": {
        "zh": ("招聘进度提醒", "{number} {post}招聘{days}天仍无结果，请抓紧。"),
        "en": ("Slow recruiting", "{number}: nobody found for {post} in {days} days."),
    },
    "training_failed": {
        "zh": ("培训带教未通过", "{number} {employee_name}：{reason}"),
        "en": ("Training failed", "{number} {employee_name}: {reason}"),
    },
    "probation_expired": {
        "zh": (
            "试用期满未决定",
            "{number} {employee_name}的试用期已于{probation_end}届满而未作决定，依法视为转正。",
        ),
        "en": (
            "The trial ended undecided",
            "{number}: the trial of {employee_name} ended on {probation_end} undecided.",
        ),
    },
}
