"""The Chinese words for what BPMN and the modellers' panels call in English."""

from typing import Final

from engine.diagram import kinds

KINDS: Final = kinds.WORDS
TRIGGERS: Final = {
    "none": "空",
    "message": "消息",
    "timer": "定时",
    "signal": "信号",
    "error": "错误",
    "escalation": "升级",
    "terminate": "终止",
    "link": "链接",
    "compensate": "补偿",
    "conditional": "条件",
    "cancel": "取消",
    "multiple": "多重",
}
PLACES: Final = {
    "activeElementsCollection": "开始的活动",
    "activationCondition": "激活条件",
    "assignment": "数据关联的赋值",
    "transformation": "数据关联的转换",
    "assignee": "办理人",
    "candidateGroups": "候选组",
    "candidateUsers": "候选人",
    "completionCondition": "完成条件",
    "condition": "条件",
    "correlationKey": "关联键",
    "decisionId": "决策",
    "dueDate": "到期时间",
    "followUpDate": "跟进时间",
    "formId": "表单",
    "inputCollection": "输入集合",
    "loopCardinality": "循环次数",
    "loopCondition": "循环条件",
    "mapping": "变量映射",
    "message name": "消息名称",
    "outputElement": "输出元素",
    "priority": "优先级",
    "processId": "被调用流程",
    "retries": "重试次数",
    "script": "脚本",
    "timer": "定时",
    "type": "作业类型",
}


def chinese(table: dict[str, str], word: str) -> str:
    """Return the Chinese for a word; names that designers chose themselves stay as they are."""
    return table.get(word, word)
