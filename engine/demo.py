"""The demo company: two housing projects with everybody that a complaint meets on its way.

It is made once, in an empty database, with random passwords that only its caller gets to see.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from engine import accounts
from engine.calendar import SHANGHAI
from engine.model import Role
from engine.model.organisation import Assignment, Organisation, Person, Post, Unit
from engine.store import Headcount, Transaction

COMPANY: Final = "HY"
REGION: Final = "HY-EAST"
PROJECTS: Final = {"HY01": "恒悦花园", "HY02": "恒悦广场"}

_DEPARTMENTS: Final = {"CS": "客服部", "ENG": "工程部", "SEC": "秩序部", "ENV": "环境部"}

_POSTS: Final = {
    "gm": ("总经理", 90),
    "region_director": ("区域总监", 80),
    "region_quality": ("区域品质", 60),
    "quality_company": ("公司品质", 60),
    "hr_company": ("公司人力", 60),
    "hr_region": ("区域人力", 60),
    "hr_project": ("项目人事", 20),
    "ops_manager": ("运营部经理", 70),
    "finance_company": ("公司财务", 60),
    "project_manager": ("项目经理", 70),
    "duty_manager": ("值班经理", 50),
    "cs_supervisor": ("客服主管", 40),
    "eng_supervisor": ("工程主管", 40),
    "security_supervisor": ("秩序主管", 40),
    "env_supervisor": ("环境主管", 40),
    "cs_front": ("客服前台", 10),
    "eng_worker": ("维修工", 10),
}
"""Name and rank by code of post."""

_STAFF: Final = (
    ("zhouguoqiang", "周国强", "gm", COMPANY, True),
    ("linjing", "林静", "quality_company", COMPANY, False),
    ("zhaomin", "赵敏", "hr_company", COMPANY, False),
    ("hefang", "何芳", "finance_company", COMPANY, False),
    ("sunhao", "孙昊", "ops_manager", COMPANY, False),
    ("chenjianhua", "陈建华", "region_director", REGION, True),
    ("zhengjie", "郑洁", "region_quality", REGION, False),
    ("hemei", "贺梅", "hr_region", REGION, False),
    ("zhangwei", "张伟", "project_manager", "HY01", True),
    ("wulei", "吴磊", "duty_manager", "HY01", False),
    ("qianlin", "钱琳", "hr_project", "HY01", False),
    ("wangfang", "王芳", "cs_supervisor", "HY01-CS", True),
    ("limin", "李敏", "cs_front", "HY01-CS", False),
    ("liuyang", "刘洋", "cs_front", "HY01-CS", False),
    ("wangqiang", "王强", "eng_supervisor", "HY01-ENG", True),
    ("dengbo", "邓波", "eng_worker", "HY01-ENG", False),
    ("majun", "马军", "security_supervisor", "HY01-SEC", True),
    ("sunli", "孙丽", "env_supervisor", "HY01-ENV", True),
    ("yangfan", "杨帆", "project_manager", "HY02", True),
    ("tangjie", "唐杰", "duty_manager", "HY02", False),
    ("weiting", "韦婷", "hr_project", "HY02", False),
    ("xujing", "徐静", "cs_supervisor", "HY02-CS", True),
    ("zhuting", "朱婷", "cs_front", "HY02-CS", False),
    ("gaoxiang", "高翔", "cs_front", "HY02-CS", False),
    ("luoyong", "罗勇", "eng_supervisor", "HY02-ENG", True),
    ("liangtao", "梁涛", "security_supervisor", "HY02-SEC", True),
    ("songmei", "宋梅", "env_supervisor", "HY02-ENV", True),
)
"""Account, name, post, unit, and whether they head the unit."""

_PLACES: Final = {
    "cs_front": (4, 2),
    "cleaner": (10, 7),
    "guard": (20, 18),
    "fire_guard": (4, 4),
    "eng_worker": (3, 1),
    "supervisor": (5, 4),
    "dept_manager": (3, 2),
    "project_manager": (2, 1),
}
"""Headcount of each project by post, or by the code of recruitment's table: quota, filled."""

_OTHERS: Final = (
    ("fangyuan", "方圆", frozenset({Role.ADMINISTRATOR})),
    ("hanbing", "韩冰", frozenset({Role.AUDITOR})),
    ("qinlan", "秦岚", frozenset({Role.AUDITOR, Role.DISCLOSER})),
    ("caoying", "曹颖", frozenset({Role.DESIGNER})),
)
"""Account, name and roles of those who hold no post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One way into the demo company."""

    login: str
    password: str = field(repr=False)
    name: str
    what: str
    """Unit and post, or the role, as people say it."""


def create(tx: Transaction) -> tuple[Login, ...]:
    """Make the demo company and its accounts; nothing where anybody exists already."""
    if tx.people.organisation().people:
        return ()
    company = organisation()
    tx.people.replace(company)
    tx.headcounts.replace(headcounts(tx.now.astimezone(SHANGHAI).year))
    return tuple(_open_accounts(tx, company))


def organisation() -> Organisation:
    """Return the demo company's units, posts, people and who holds what."""
    people = [Person(id=id_, name=name, roles=frozenset({Role.STAFF})) for id_, name, *_ in _STAFF]
    people += [Person(id=id_, name=name, roles=roles) for id_, name, roles in _OTHERS]
    return Organisation(
        units={unit.code: unit for unit in _units()},
        posts={
            code: Post(code=code, name=name, rank=rank) for code, (name, rank) in _POSTS.items()
        },
        people={one.id: one for one in people},
        assignments=tuple(
            Assignment(person=id_, unit=unit, post=post, is_primary=True, is_head=heads)
            for id_, _, post, unit, heads in _STAFF
        ),
    )


def headcounts(year: int) -> tuple[Headcount, ...]:
    """Return the places of both projects in a year."""
    return tuple(
        Headcount(unit=project, post=post, year=year, quota=quota, actual=actual)
        for project in PROJECTS
        for post, (quota, actual) in _PLACES.items()
    )


def _units() -> Iterator[Unit]:
    yield Unit(code=COMPANY, name="恒悦物业", type="company")
    yield Unit(code=REGION, name="华东区域", type="region", parent=COMPANY)
    for project, name in PROJECTS.items():
        yield Unit(code=project, name=name, type="project", parent=REGION)
        for code, department in _DEPARTMENTS.items():
            yield Unit(code=f"{project}-{code}", name=department, type="department", parent=project)


def _open_accounts(tx: Transaction, company: Organisation) -> Iterator[Login]:
    day = tx.now.astimezone(SHANGHAI).date()
    for one in company.people.values():
        password = accounts.random_password()
        accounts.set_password(tx, one.id, login=one.id, password=password)
        roles = "、".join(sorted(_ROLE_NAMES[role] for role in one.roles))
        yield Login(
            login=one.id,
            password=password,
            name=one.name,
            what=_place(company, one.id) or company.post_title(one.id, day) or roles,
        )


_ROLE_NAMES: Final = {
    Role.ADMINISTRATOR: "管理员",
    Role.AUDITOR: "审计",
    Role.DESIGNER: "流程设计",
    Role.STAFF: "员工",
    Role.DISCLOSER: "敏感信息查阅",
}


def _place(company: Organisation, person: str) -> str:
    """Return project and post, e.g. 恒悦花园·客服前台: the department says less."""
    for assignment in company.assignments:
        project = company.ancestor(assignment.unit, "project")
        if assignment.person == person and project is not None:
            return f"{company.units[project].name}·{company.posts[assignment.post].name}"
    return ""
