"""BPMN's flow nodes by their local names, in the groups that rules speak of."""

from typing import Final

TASKS: Final = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
    }
)
SUBPROCESSES: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES: Final = TASKS | SUBPROCESSES | {"callActivity"}
CATCHING: Final = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROWING: Final = frozenset({"endEvent", "intermediateThrowEvent", "implicitThrowEvent"})
EVENTS: Final = CATCHING | THROWING
GATEWAYS: Final = frozenset(
    {
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "complexGateway",
    }
)
FLOW_NODES: Final = ACTIVITIES | EVENTS | GATEWAYS
DATA: Final = frozenset({"dataObject", "dataObjectReference", "dataStoreReference"})
WORDS: Final = {
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
    "participant": "泳池",
    "lane": "泳道",
    "dataObjectReference": "数据对象",
    "dataStoreReference": "数据存储",
    "textAnnotation": "注释",
    "group": "分组",
}
"""What staff call an element that has no name."""
