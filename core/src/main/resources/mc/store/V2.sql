-- Messages are for the operator, too, who is no agent. They have a type, a thread, a place in the inbox.
create table letter (
  id text primary key,
  mission text not null references mission (id),
  agent text references agent (id), -- null: for the operator
  recipient text not null,
  sender text not null,
  type text not null check (type in ('task-request', 'status-update', 'question', 'notification')),
  subject text,
  body text not null,
  urgent integer not null,
  inbox integer not null,
  critical integer not null,
  thread text,
  reply_to text,
  not_before text,
  send_key text,
  status text not null,
  reason text not null,
  attempts integer not null,
  turns_left integer not null default 1,
  acknowledged_by text,
  acknowledged_at text,
  created_at text not null,
  changed_at text not null
) strict;
insert into letter(id, mission, agent, recipient, sender, type, body, urgent, inbox, critical, status, reason, attempts, turns_left, created_at, changed_at)
  select m.id, m.mission, m.agent, a.role, m.sender, 'notification', m.body, 0, 0, 0, m.status, m.reason, m.attempts, m.turns_left, m.created_at, m.changed_at
  from message m join agent a on a.id = m.agent order by m.rowid;
drop table message;
alter table letter rename to message;
create index message_of_agent on message (agent, status);
create index message_to on message (mission, recipient, status);
create index message_from on message (mission, sender);
create index message_of_thread on message (thread) where thread is not null;
create unique index message_once on message (mission, sender, recipient, send_key) where send_key is not null;

create table thread (
  id text primary key,
  mission text not null references mission (id),
  title text not null,
  started_by text not null,
  started_at text not null
) strict;

create table task (
  mission text not null references mission (id),
  id text not null,
  position integer not null,
  role text not null,
  title text not null,
  depends_on text not null, -- a JSON array of ids
  state text not null check (state in ('open', 'blocked', 'done')),
  note text not null,
  changed_by text,
  changed_at text not null,
  primary key (mission, id)
) strict;

-- What agents reported as completed.
create table completion (
  id text primary key,
  mission text not null references mission (id),
  agent text not null references agent (id),
  task text,
  text text not null,
  at text not null
) strict;
create index completion_of_agent on completion (agent, at);

-- Whose completions a role waits for.
create table dependency (
  mission text not null references mission (id),
  role text not null,
  on_role text not null,
  primary key (mission, role, on_role)
) strict;

-- Agents that ended a turn with commits and no report: asked once, then the orchestrator is told.
create table silence (
  agent text primary key references agent (id),
  head text not null, -- the newest commit it was asked about
  asked_at text not null,
  told_at text
) strict;

create table standup (
  id text primary key,
  mission text not null references mission (id),
  asked_by text not null,
  at text not null,
  until text not null,
  ended_at text
) strict;

create table standup_answer (
  standup text not null references standup (id),
  agent text not null references agent (id),
  text text, -- null: no answer yet
  at text,
  primary key (standup, agent)
) strict;

-- The rules that held, each version of each project's.
create table rules (
  project text not null,
  version integer not null,
  digest text not null,
  sources text not null, -- a JSON array of paths
  body text not null,
  at text not null,
  primary key (project, version)
) strict;

create table violation (
  id text primary key,
  mission text not null references mission (id),
  agent text references agent (id), -- null: the whole team's
  rule text not null,
  severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
  key text not null,
  seen text not null,
  remedy text not null,
  rules integer not null,
  at text not null,
  told_in text, -- the message that told the orchestrator
  resolved_at text,
  resolved_by text,
  resolution text
) strict;
create unique index violation_once on violation (mission, rule, key) where resolved_at is null;
create index violation_of_mission on violation (mission, at);
create index violation_of_rule on violation (mission, rule, at);
create index violation_of_agent on violation (agent, at);
create index violation_of_severity on violation (mission, severity, at);
create index violation_open_at on violation (mission, at) where resolved_at is null;
-- What is open is counted with each status.
create index violation_open on violation (mission, severity, agent) where resolved_at is null;
-- Missions whose rules are not watched for now.
create table unwatched (mission text primary key references mission (id), by text not null, since text not null) strict;

-- What happened in the worktrees: commits, merges, rebases, switches and pushes, read from the reflogs.
create table git_activity (
  mission text not null references mission (id),
  agent text references agent (id), -- null: the starting branch itself
  act text not null, -- git's word: commit, merge, rebase, checkout, ...; or push
  branch text,
  before text,
  head text not null,
  subject text not null,
  at text not null, -- what the reflog says
  seen_at text not null -- when mc read it
) strict;
create index git_activity_of_agent on git_activity (agent);
create index git_activity_of_mission on git_activity (mission, agent);
create index git_activity_of_commit on git_activity (head);

-- How far each reflog was read: a place in a file. The row without a name says that a mission's repository was taken up.
create table reflog_read (
  mission text not null references mission (id),
  log text not null,
  file text not null,
  offset integer not null,
  primary key (mission, log)
) strict;

-- What the last look into a worktree found.
create table worktree_seen (
  agent text primary key references agent (id),
  changed integer not null,
  changed_since text,
  conflicted integer not null,
  conflicted_since text
) strict;

-- A case that was resolved by somebody is not found again.
create index violation_of_key on violation (mission, rule, key);

-- How far the readable copies of the log are written: one row a mirror.
create table mirror (name text primary key, seq integer not null) strict;
