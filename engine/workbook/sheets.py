"""The sheets of the organisation: a table each, with a column for every field.

Those of the organisation proper belong to every spreadsheet. Rosters, places and customers stand
in it where somebody wants to change them: a sheet that is missing changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from engine.model.organisation import Assignment, Person, Post, ReportingLine, RoleGrant, Unit
from engine.model.places import Customer, Headcount
from engine.model.rosters import AuthorityLimit, RosterKind, Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How one table stands in the spreadsheet: title and kind of the column of each field."""

    title: str
    of: type[Any]
    columns: Mapping[str, tuple[str, str]]
    key: tuple[str, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """Fields that are the same in every row."""
    kept: frozenset[str] = frozenset()
    """Fields that no spreadsheet changes."""
    optional: bool = False
    told: frozenset[str] = frozenset()
    """Fields that the record tells of a row that comes or goes, beside its key."""
    late: frozenset[str] = frozenset()
    """Fields whose columns older spreadsheets have not; they stand last and stay empty there."""


_SPAN: Final = {"valid_from": ("启用日期", "date"), "valid_to": ("停用日期", "date")}
_ROSTER: Final = {
    "unit": ("单位编码", "text"),
    "day": ("日期", "day"),
    "name": ("名称", "any"),
    "person": ("账号", "text"),
    "post": ("岗位编码", "text"),
    "begins": ("开始", "time"),
    "ends": ("结束", "time"),
}
_TURN: Final = ("unit", "day", "person", "post", "begins")
SHEETS: Final = (
    Sheet(
        title="组织",
        of=Unit,
        key=("code",),
        columns={
            "code": ("编码", "text"),
            "name": ("名称", "text"),
            "type": ("类型", "text"),
            "parent": ("上级编码", "maybe"),
            "calendar": ("日历", "any"),
            **_SPAN,
        },
    ),
    Sheet(
        title="岗位",
        of=Post,
        key=("code",),
        columns={
            "code": ("编码", "text"),
            "name": ("名称", "text"),
            "rank": ("级别", "whole"),
            "is_key": ("关键岗位", "flag"),
            "trade": ("专业", "any"),
        },
    ),
    Sheet(
        title="人员",
        of=Person,
        key=("id",),
        columns={
            "id": ("账号", "text"),
            "name": ("姓名", "text"),
            "roles": ("角色", "roles"),
            "groups": ("用户组", "words"),
            "active": ("在职", "flag"),
            "successor": ("接替人", "maybe"),
            "email": ("邮箱", "any"),
            "mobile": ("手机", "any"),
            "wecom": ("企业微信", "any"),
            "dingtalk": ("钉钉", "any"),
            "feishu": ("飞书", "any"),
        },
    ),
    Sheet(
        title="任职",
        of=Assignment,
        key=("person", "unit", "post", "valid_from"),
        columns={
            "person": ("账号", "text"),
            "unit": ("单位编码", "text"),
            "post": ("岗位编码", "text"),
            "is_primary": ("主岗", "flag"),
            "is_head": ("负责人", "flag"),
            **_SPAN,
        },
    ),
    Sheet(
        title="汇报关系",
        of=ReportingLine,
        key=("person", "unit", "superior", "valid_from"),
        columns={
            "superior": ("上级账号", "text"),
            "person": ("账号", "any"),
            "unit": ("单位编码", "any"),
            **_SPAN,
        },
    ),
    Sheet(
        title="审批权限",
        of=AuthorityLimit,
        key=("post", "matter", "unit", "valid_from"),
        told=frozenset({"amount", "valid_to"}),
        late=frozenset(_SPAN),
        columns={
            "post": ("岗位编码", "text"),
            "matter": ("事项", "text"),
            "unit": ("单位编码", "any"),
            "amount": ("上限（元）", "number"),
            **_SPAN,
        },
    ),
    Sheet(
        title="角色授权",
        of=RoleGrant,
        key=("role", "person", "post", "unit", "valid_from"),
        told=frozenset({"valid_to"}),
        late=frozenset(_SPAN),
        columns={
            "role": ("角色", "role"),
            "person": ("账号", "any"),
            "post": ("岗位编码", "any"),
            "unit": ("范围（单位编码）", "any"),
            **_SPAN,
        },
    ),
    Sheet(
        title="班次",
        of=Shift,
        key=_TURN,
        columns=_ROSTER,
        fixed={"kind": RosterKind.SHIFT},
        optional=True,
    ),
    Sheet(
        title="值班",
        of=Shift,
        key=_TURN,
        columns=_ROSTER,
        fixed={"kind": RosterKind.DUTY},
        optional=True,
    ),
    Sheet(
        title="编制",
        of=Headcount,
        key=("unit", "post", "year"),
        columns={
            "unit": ("单位编码", "text"),
            "post": ("岗位编码", "text"),
            "year": ("年度", "whole"),
            "quota": ("编制数", "count"),
            "actual": ("在编数", "count"),
        },
        kept=frozenset({"reserved"}),
        optional=True,
    ),
    Sheet(
        title="客户",
        of=Customer,
        key=("code",),
        columns={
            "code": ("编码", "text"),
            "kind": ("类别", "text"),
            "name": ("姓名", "text"),
            "phone": ("电话", "any"),
            "units": ("房号", "list"),
        },
        optional=True,
    ),
)

assert all(
    {field.name for field in fields(sheet.of)} == {*sheet.columns, *sheet.fixed, *sheet.kept}
    for sheet in SHEETS
), "a sheet has a column for every field, or a round trip would lose it"
