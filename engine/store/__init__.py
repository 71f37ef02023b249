"""Everything that is kept: the only place that knows SQL, and the only one that asks the time.

`Store` opens transactions; a `Transaction` is what use cases read and write, a noun at a time.
"""

from engine.model.places import Customer, Headcount
from engine.store.accounts import Account, ApiToken, Binding, SignIn
from engine.store.answers import KeptAnswer
from engine.store.batches import Batch, BatchItem
from engine.store.calendars import CalendarVersion
from engine.store.case_search import CaseSearch
from engine.store.cases import CaseQuery
from engine.store.counting import OpenCases, OpenTasks, Stuck, Work
from engine.store.definitions import Deployment, Release
from engine.store.desk import SavedFilter
from engine.store.drafts import Draft
from engine.store.files import Attachment, Comment
from engine.store.form_drafts import FormDraft, about_task
from engine.store.handovers import Handover, HandoverItem
from engine.store.headcounts import Hold, HoldState
from engine.store.incidents import IncidentQuery
from engine.store.jobs import JobQuery, StartTimer
from engine.store.keeping import LegalHold
from engine.store.messages import Message
from engine.store.notices import News
from engine.store.opening import Store
from engine.store.organisation_changes import OrganisationChange
from engine.store.outbox import Announced, DeliveryQuery
from engine.store.paging import Page
from engine.store.participants import Consultation
from engine.store.recording import Receipt
from engine.store.releases import ReleaseEvent
from engine.store.reported import ReportQuery
from engine.store.standing import Standing
from engine.store.subscriptions import StartSubscription, Subscription
from engine.store.trail import HistoryQuery
from engine.store.transaction import Transaction
from engine.store.vitals import Figures
from engine.store.worklist import Sort, TaskQuery

__all__ = [
    "Account",
    "Announced",
    "ApiToken",
    "Attachment",
    "Batch",
    "BatchItem",
    "Binding",
    "CalendarVersion",
    "CaseQuery",
    "CaseSearch",
    "Comment",
    "Consultation",
    "Customer",
    "DeliveryQuery",
    "Deployment",
    "Draft",
    "Figures",
    "FormDraft",
    "Handover",
    "HandoverItem",
    "Headcount",
    "HistoryQuery",
    "Hold",
    "HoldState",
    "IncidentQuery",
    "JobQuery",
    "KeptAnswer",
    "LegalHold",
    "Message",
    "News",
    "OpenCases",
    "OpenTasks",
    "OrganisationChange",
    "Page",
    "Receipt",
    "Release",
    "ReleaseEvent",
    "ReportQuery",
    "SavedFilter",
    "SignIn",
    "Sort",
    "Standing",
    "StartSubscription",
    "StartTimer",
    "Store",
    "Stuck",
    "Subscription",
    "TaskQuery",
    "Transaction",
    "Work",
    "about_task",
]
