"""One transaction: everything a use case may read and write, committed together or not at all."""

from datetime import datetime

from engine.store.answers import Answers
from engine.store.batches import Batches
from engine.store.calendars import Calendars
from engine.store.case_search import CaseSearches
from engine.store.cases import Cases
from engine.store.clock import Clock
from engine.store.copies import Copies
from engine.store.counting import Counting
from engine.store.customers import Customers
from engine.store.definitions import Definitions
from engine.store.desk import Desk
from engine.store.drafts import Drafts
from engine.store.files import Files
from engine.store.form_drafts import FormDrafts
from engine.store.handovers import Handovers
from engine.store.headcounts import Headcounts
from engine.store.heat import Heat
from engine.store.incidents import Incidents
from engine.store.jobs import Jobs
from engine.store.keeping import Keeping
from engine.store.messages import Messages
from engine.store.notices import Notices
from engine.store.numbers import Numbers
from engine.store.operations import Operations
from engine.store.organisation_changes import OrganisationChanges
from engine.store.outbox import Outbox
from engine.store.participants import Participants
from engine.store.people import People
from engine.store.releases import Releases
from engine.store.reporting import Reporting
from engine.store.rosters import Rosters
from engine.store.seals import Seals
from engine.store.session import Session
from engine.store.settings import Settings
from engine.store.standing import Standings
from engine.store.substitutions import Substitutions
from engine.store.tasks import Tasks
from engine.store.trail import History
from engine.store.vitals import Vitals
from engine.store.webhooks import Webhooks
from engine.store.workers import Workers


class Transaction:
    """The store as one transaction sees it, a noun at a time."""

    __slots__ = (
        "_session",
        "answers",
        "batches",
        "calendars",
        "case_search",
        "cases",
        "clock",
        "copies",
        "counting",
        "customers",
        "definitions",
        "desk",
        "drafts",
        "files",
        "form_drafts",
        "handovers",
        "headcounts",
        "heat",
        "history",
        "incidents",
        "jobs",
        "keeping",
        "messages",
        "notices",
        "numbers",
        "operations",
        "organisation_changes",
        "outbox",
        "participants",
        "people",
        "releases",
        "reporting",
        "rosters",
        "seals",
        "settings",
        "standing",
        "substitutions",
        "tasks",
        "vitals",
        "webhooks",
        "workers",
    )

    def __init__(self, session: Session) -> None:
        """Begin on an open session."""
        self._session = session
        self.answers = Answers(session)
        self.batches = Batches(session)
        self.calendars = Calendars(session)
        self.case_search = CaseSearches(session)
        self.cases = Cases(session)
        self.clock = Clock(session)
        self.counting = Counting(session)
        self.customers = Customers(session)
        self.definitions = Definitions(session)
        self.desk = Desk(session)
        self.drafts = Drafts(session)
        self.files = Files(session)
        self.handovers = Handovers(session)
        self.headcounts = Headcounts(session)
        self.copies = Copies(session)
        self.form_drafts = FormDrafts(session)
        self.heat = Heat(session)
        self.history = History(session)
        self.incidents = Incidents(session)
        self.jobs = Jobs(session)
        self.keeping = Keeping(session)
        self.messages = Messages(session)
        self.notices = Notices(session)
        self.numbers = Numbers(session)
        self.operations = Operations(session)
        self.organisation_changes = OrganisationChanges(session)
        self.outbox = Outbox(session)
        self.participants = Participants(session)
        self.people = People(session)
        self.releases = Releases(session)
        self.reporting = Reporting(session)
        self.rosters = Rosters(session)
        self.seals = Seals(session)
        self.settings = Settings(session)
        self.standing = Standings(session)
        self.substitutions = Substitutions(session)
        self.tasks = Tasks(session)
        self.vitals = Vitals(session)
        self.webhooks = Webhooks(session)
        self.workers = Workers(session)

    @property
    def now(self) -> datetime:
        """The time of record: one value per transaction, UTC, by the database's clock."""
        return self._session.now

    def hurry(self) -> None:
        """From here on, give up within a moment where somebody else has locked what is needed."""
        self._session.shared.backend.hurry(self._session.connection)
