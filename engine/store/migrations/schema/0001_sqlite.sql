-- The first schema, for sqlite: frozen; later revisions change it. A blank line ends a statement.

CREATE TABLE account (
    person TEXT NOT NULL,
    login TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (person),
    CONSTRAINT uq_account_login UNIQUE (login)
)

CREATE TABLE answer (
    actor TEXT NOT NULL,
    "key" TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_answer PRIMARY KEY (actor, "key")
)

CREATE INDEX ix_answer_at ON answer (at)

CREATE TABLE assignment (
    ordinal INTEGER NOT NULL,
    person TEXT NOT NULL,
    unit TEXT NOT NULL,
    post TEXT NOT NULL,
    is_primary BOOLEAN NOT NULL,
    is_head BOOLEAN NOT NULL,
    valid_from DATE,
    valid_to DATE,
    CONSTRAINT pk_assignment PRIMARY KEY (ordinal)
)

CREATE TABLE attachment (
    id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    task_id BLOB,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    author TEXT NOT NULL,
    author_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_attachment PRIMARY KEY (id)
)

CREATE INDEX ix_attachment_instance_id_created_at ON attachment (instance_id, created_at)

CREATE TABLE attempt (
    subject TEXT NOT NULL,
    failures INTEGER NOT NULL,
    since BIGINT NOT NULL,
    CONSTRAINT pk_attempt PRIMARY KEY (subject)
)

CREATE TABLE blob (
    digest TEXT NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT pk_blob PRIMARY KEY (digest)
)

CREATE TABLE clock (
    one INTEGER NOT NULL,
    now BIGINT NOT NULL,
    CONSTRAINT pk_clock PRIMARY KEY (one)
)

CREATE TABLE comment (
    id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    task_id BLOB,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    author_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_comment PRIMARY KEY (id)
)

CREATE INDEX ix_comment_instance_id_created_at ON comment (instance_id, created_at)

CREATE TABLE deployment (
    id TEXT NOT NULL,
    deployed_at BIGINT NOT NULL,
    deployed_by TEXT NOT NULL,
    deployed_by_name TEXT NOT NULL,
    resources TEXT NOT NULL,
    CONSTRAINT pk_deployment PRIMARY KEY (id)
)

CREATE INDEX ix_deployment_deployed_at_id ON deployment (deployed_at, id)

CREATE TABLE history (
    instance_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    element_id TEXT,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    actor_post TEXT NOT NULL,
    on_behalf_of TEXT,
    client TEXT NOT NULL,
    at BIGINT NOT NULL,
    occurred_at BIGINT,
    salt BLOB,
    payload TEXT,
    digest BLOB NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT pk_history PRIMARY KEY (instance_id, seq)
)
 WITHOUT ROWID

CREATE INDEX ix_history_at ON history (at, instance_id, seq)

CREATE TABLE inbox (
    task_id BLOB NOT NULL,
    principal TEXT NOT NULL,
    assigned BOOLEAN NOT NULL,
    instance_id BLOB NOT NULL,
    element_id TEXT NOT NULL,
    "key" TEXT NOT NULL,
    name TEXT NOT NULL,
    business_key TEXT,
    project TEXT,
    priority INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    due_sort BIGINT NOT NULL,
    CONSTRAINT pk_inbox PRIMARY KEY (task_id, principal)
)
 WITHOUT ROWID

CREATE INDEX ix_inbox_created ON inbox (principal, created_at, task_id)

CREATE INDEX ix_inbox_due ON inbox (principal, due_sort, task_id)

CREATE TABLE incident (
    id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    activity_id BLOB,
    element_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    resolved_at BIGINT,
    CONSTRAINT pk_incident PRIMARY KEY (id)
)

CREATE INDEX ix_incident_created_at_id ON incident (created_at, id)

CREATE INDEX ix_incident_instance_id ON incident (instance_id)

CREATE TABLE job (
    id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    definition_id TEXT,
    element_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    type TEXT NOT NULL,
    queue TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    wake_at BIGINT,
    retries INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    worker TEXT,
    leased_until BIGINT,
    headers TEXT NOT NULL,
    payload TEXT NOT NULL,
    error TEXT NOT NULL,
    CONSTRAINT pk_job PRIMARY KEY (id)
)

CREATE INDEX ix_job_instance_id ON job (instance_id)

CREATE INDEX ix_job_wake ON job (queue, wake_at) WHERE wake_at IS NOT NULL

CREATE TABLE membership (
    person TEXT NOT NULL,
    group_code TEXT NOT NULL,
    CONSTRAINT pk_membership PRIMARY KEY (person, group_code)
)

CREATE TABLE message (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    correlation_key TEXT NOT NULL,
    variables TEXT NOT NULL,
    state TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    instance_id BLOB,
    CONSTRAINT pk_message PRIMARY KEY (id)
)

CREATE INDEX ix_message_state_expires_at ON message (state, expires_at)

CREATE INDEX ix_message_state_name_correlation_key ON message (state, name, correlation_key)

CREATE TABLE org_unit (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    parent TEXT,
    calendar TEXT NOT NULL,
    CONSTRAINT pk_org_unit PRIMARY KEY (code)
)

CREATE TABLE person (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (id)
)

CREATE TABLE post (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    rank INTEGER NOT NULL,
    is_key BOOLEAN NOT NULL,
    CONSTRAINT pk_post PRIMARY KEY (code)
)

CREATE TABLE process_instance (
    id BLOB NOT NULL,
    root_id BLOB NOT NULL,
    parent_id BLOB,
    parent_activity_id BLOB,
    definition_id TEXT NOT NULL,
    "key" TEXT NOT NULL,
    version INTEGER NOT NULL,
    process_name TEXT NOT NULL,
    state TEXT NOT NULL,
    seq INTEGER NOT NULL,
    head BLOB NOT NULL,
    business_key TEXT,
    title TEXT NOT NULL,
    project TEXT,
    initiator TEXT NOT NULL,
    initiator_name TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    outcome TEXT NOT NULL,
    incidents INTEGER NOT NULL,
    search TEXT NOT NULL,
    snapshot BLOB NOT NULL,
    CONSTRAINT pk_process_instance PRIMARY KEY (id)
)

CREATE INDEX ix_process_instance_business_key ON process_instance (business_key)

CREATE INDEX ix_process_instance_initiator_started_at ON process_instance (initiator, started_at)

CREATE INDEX ix_process_instance_key_started_at ON process_instance ("key", started_at)

CREATE INDEX ix_process_instance_parent_id ON process_instance (parent_id)

CREATE INDEX ix_process_instance_root_id ON process_instance (root_id)

CREATE INDEX ix_process_instance_started_at_id ON process_instance (started_at, id)

CREATE TABLE role_grant (
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT pk_role_grant PRIMARY KEY (person, role)
)

CREATE TABLE search_value (
    instance_id BLOB NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_search_value PRIMARY KEY (instance_id, name)
)
 WITHOUT ROWID

CREATE INDEX ix_search_value_name_value_instance_id ON search_value (name, value, instance_id)

CREATE TABLE sequence (
    prefix TEXT NOT NULL,
    value BIGINT NOT NULL,
    CONSTRAINT pk_sequence PRIMARY KEY (prefix)
)

CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY (name)
)

CREATE TABLE subscription (
    id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    activity_id BLOB,
    element_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    correlation_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_subscription PRIMARY KEY (id)
)

CREATE INDEX ix_subscription_instance_id ON subscription (instance_id)

CREATE INDEX ix_subscription_kind_name_correlation_key ON subscription (kind, name, correlation_key)

CREATE TABLE task_exclusion (
    task_id BLOB NOT NULL,
    person TEXT NOT NULL,
    CONSTRAINT pk_task_exclusion PRIMARY KEY (task_id, person)
)
 WITHOUT ROWID

CREATE TABLE user_task (
    id BLOB NOT NULL,
    instance_id BLOB NOT NULL,
    element_id TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    is_open BOOLEAN NOT NULL,
    seq INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    business_key TEXT,
    project TEXT,
    form_id TEXT,
    assignee TEXT,
    assignee_name TEXT NOT NULL,
    principals TEXT NOT NULL,
    excluded TEXT NOT NULL,
    priority INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT,
    due_sort BIGINT NOT NULL,
    follow_up_at BIGINT,
    claimed_at BIGINT,
    ended_at BIGINT,
    ended_by TEXT,
    ended_by_name TEXT NOT NULL,
    settings TEXT NOT NULL,
    routing TEXT NOT NULL,
    deadline TEXT NOT NULL,
    documentation TEXT NOT NULL,
    loop_counter INTEGER,
    breaches INTEGER NOT NULL,
    CONSTRAINT pk_user_task PRIMARY KEY (id)
)

CREATE INDEX ix_user_task_assignee ON user_task (assignee) WHERE assignee IS NOT NULL

CREATE INDEX ix_user_task_created ON user_task (created_at, id) WHERE is_open = 1

CREATE INDEX ix_user_task_due ON user_task (due_sort, id) WHERE is_open = 1

CREATE INDEX ix_user_task_ended ON user_task (ended_by, ended_at) WHERE ended_by IS NOT NULL

CREATE INDEX ix_user_task_instance_id ON user_task (instance_id)

CREATE TABLE api_token (
    id BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    CONSTRAINT pk_api_token PRIMARY KEY (id),
    CONSTRAINT uq_api_token_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_api_token_person FOREIGN KEY(person) REFERENCES account (person)
)

CREATE INDEX ix_api_token_person ON api_token (person)

CREATE TABLE definition (
    id TEXT NOT NULL,
    "key" TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    version_tag TEXT,
    deployment_id TEXT NOT NULL,
    settings TEXT NOT NULL,
    xml TEXT NOT NULL,
    decisions TEXT NOT NULL,
    forms TEXT NOT NULL,
    CONSTRAINT pk_definition PRIMARY KEY (id),
    CONSTRAINT uq_definition_key_version UNIQUE ("key", version),
    CONSTRAINT fk_definition_deployment_id FOREIGN KEY(deployment_id) REFERENCES deployment (id),
    CONSTRAINT fk_definition_xml FOREIGN KEY(xml) REFERENCES blob (digest)
)

CREATE INDEX ix_definition_key_digest ON definition ("key", digest)

CREATE TABLE resource (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    deployment_id TEXT NOT NULL,
    CONSTRAINT pk_resource PRIMARY KEY (kind, id, version),
    CONSTRAINT fk_resource_digest FOREIGN KEY(digest) REFERENCES blob (digest),
    CONSTRAINT fk_resource_deployment_id FOREIGN KEY(deployment_id) REFERENCES deployment (id)
)

CREATE TABLE session (
    token_hash BLOB NOT NULL,
    person TEXT NOT NULL,
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    client TEXT NOT NULL,
    CONSTRAINT pk_session PRIMARY KEY (token_hash),
    CONSTRAINT fk_session_person FOREIGN KEY(person) REFERENCES account (person)
)

CREATE INDEX ix_session_expires_at ON session (expires_at)

CREATE INDEX ix_session_person ON session (person)

CREATE TABLE start_subscription (
    "key" TEXT NOT NULL,
    element_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    definition_id TEXT NOT NULL,
    CONSTRAINT pk_start_subscription PRIMARY KEY ("key", element_id),
    CONSTRAINT fk_start_subscription_definition_id FOREIGN KEY(definition_id) REFERENCES definition (id)
)

CREATE INDEX ix_start_subscription_kind_name ON start_subscription (kind, name)

CREATE TRIGGER history_no_update BEFORE UPDATE ON history WHEN NOT (NEW.payload IS NULL AND NEW.salt IS NULL AND OLD.instance_id IS NEW.instance_id AND OLD.seq IS NEW.seq AND OLD.type IS NEW.type AND OLD.element_id IS NEW.element_id AND OLD.actor IS NEW.actor AND OLD.actor_name IS NEW.actor_name AND OLD.actor_post IS NEW.actor_post AND OLD.on_behalf_of IS NEW.on_behalf_of AND OLD.client IS NEW.client AND OLD.at IS NEW.at AND OLD.occurred_at IS NEW.occurred_at AND OLD.digest IS NEW.digest AND OLD.prev IS NEW.prev AND OLD.hash IS NEW.hash) BEGIN SELECT RAISE(ABORT, 'history is append-only'); END

CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
