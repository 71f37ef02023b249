"""The Chinese words for what BPMN and the modellers' panels call in English."""

from typing import Final

KINDS: Final = {
    "startEvent": "开始事件",
    "endEvent": "结束事件",
    "intermediateCatchEvent": "中间捕获事件",
    "intermediateThrowEvent": "中间抛出事件",
    "implicitThrowEvent": "隐式抛出事件",
    "boundaryEvent": "边界事件",
    "task": "任务",
    "userTask": "用户任务",
    "manualTask": "手工任务",
    "serviceTask": "服务任务",
    "scriptTask": "脚本任务",
    "businessRuleTask": "业务规则任务",
    "sendTask": "发送任务",
    "receiveTask": "接收任务",
    "callActivity": "调用活动",
    "subProcess": "子流程",
    "transaction": "事务子流程",
    "adHocSubProcess": "即席子流程",
    "exclusiveGateway": "排他网关",
    "parallelGateway": "并行网关",
    "inclusiveGateway": "包容网关",
    "eventBasedGateway": "事件网关",
    "complexGateway": "复杂网关",
    "message": "消息",
    "signal": "信号",
    "error": "错误",
    "escalation": "升级",
    "process": "流程",
    "sequenceFlow": "连线",
}
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
