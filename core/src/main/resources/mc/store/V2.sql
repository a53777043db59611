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
  copy_of text, -- mc made it of this message, for a hub: nobody's own word
  not_before text,
  send_key text,
  status text not null,
  reason text not null,
  attempts integer not null,
  turns_left integer not null default 1,
  behind integer not null default 0, -- it waits in the program's own queue, as far as is known
  offered integer not null default 0, -- it was laid ready for a hook; before that, or being typed, nothing proves it
  told integer not null default 0, -- its sender and the operator know that it was not delivered
  acknowledged_by text,
  acknowledged_at text,
  created_at text not null,
  changed_at text not null,
  -- what its recipient did with it
  state text not null generated always as (case when status = 'cancelled' then 'cancelled' when acknowledged_at is not null then 'processed' when status = 'read' then 'read' else 'unread' end) virtual
) strict;
insert into letter(id, mission, agent, recipient, sender, type, body, urgent, inbox, critical, status, reason, attempts, turns_left, told, created_at, changed_at)
  select m.id, m.mission, m.agent, a.role, m.sender, 'notification', m.body, 0, 0, 0, m.status, m.reason, m.attempts, m.turns_left, 1, m.created_at, m.changed_at
  from message m join agent a on a.id = m.agent order by m.rowid;
drop table message;
alter table letter rename to message;
create index message_of_agent on message (agent, status);
create index message_to on message (mission, recipient, state);
create index message_between on message (mission, recipient, sender, state);
create index message_from on message (mission, sender);
create index message_untold on message (mission) where status in ('unproven', 'failed') and not told;
create index message_of_thread on message (thread) where thread is not null;
create unique index message_once on message (mission, sender, recipient, send_key) where send_key is not null;

create table thread (
  id text primary key,
  mission text not null references mission (id),
  title text not null,
  started_by text not null,
  started_at text not null
) strict;
create index thread_of_mission on thread (mission);
create index thread_titled on thread (mission, title);

-- The story of a message, from the log.
create index event_of_message on event (case when json_valid(body) then json_extract(body, '$.message') end) where (case when json_valid(body) then json_extract(body, '$.message') end) is not null;

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
  report_key text,
  at text not null
) strict;
create index completion_of_agent on completion (agent, at);
create unique index completion_once on completion (agent, report_key) where report_key is not null;

-- Whose completions a role waits for.
create table dependency (
  mission text not null references mission (id),
  role text not null,
  on_role text not null,
  primary key (mission, role, on_role)
) strict;

-- What agents committed and told nobody of.
create table silence (
  agent text primary key references agent (id),
  reported_at text, -- when it last told of its work; null: never
  head text, -- its newest commit since; null: none
  asked text, -- the commit it was asked about
  question text, -- the message that asked
  told_at text -- when the orchestrator was told that it did not answer
) strict;

create table standup (
  id text primary key,
  mission text not null references mission (id),
  asked_by text not null,
  at text not null,
  until text not null,
  ended_at text
) strict;
create index standup_of_mission on standup (mission, at);

create table standup_answer (
  standup text not null references standup (id),
  agent text not null references agent (id),
  question text, -- the message that asked; null: not asked
  why text, -- why it was not asked, or will not answer
  said text, -- how its newest turn since ended
  text text, -- its answer; null: none yet
  at text,
  primary key (standup, agent)
) strict;
create index standup_answer_open on standup_answer (agent) where text is null;

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
  told_in text, -- the message that told the orchestrator, or the project manager in its place
  operator_told_in text, -- the letter that told the operator of a critical one
  resolved_at text,
  resolved_by text,
  resolution text,
  outcome text check (outcome in ('mended', 'dismissed', 'lapsed'))
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
  newest text not null, -- the time of the newest entry read
  primary key (mission, log)
) strict;

-- What the last look into a worktree found.
create table worktree_seen (
  agent text primary key references agent (id),
  changed integer not null,
  changed_since text,
  conflicted integer not null,
  conflicted_since text,
  at text not null -- when this changed last
) strict;

-- A case that was resolved by somebody is not found again.
create index violation_of_key on violation (mission, rule, key);

-- How far the readable copies of the log are written: one row a mirror.
create table mirror (name text primary key, seq integer not null) strict;

-- The audit trail asks for the newest of some kinds, of a mission or an agent; each index ends in the number by itself.
create index event_of_kind on event (kind);
create index event_of_mission_kind on event (mission, kind);
create index event_of_agent_kind on event (agent, kind);
-- What somebody sent or did, and what was for the operator.
create index event_by on event (mission, case when json_valid(body) then coalesce(json_extract(body, '$.from'), json_extract(body, '$.by')) end, kind)
  where case when json_valid(body) then coalesce(json_extract(body, '$.from'), json_extract(body, '$.by')) end is not null;
create index event_of_operator on event (mission, kind) where agent is null;
