create table event (
  seq integer primary key,
  at text not null,
  kind text not null,
  mission text,
  agent text,
  body text not null,
  hash text not null
) strict;
create index event_of_mission on event (mission, seq);

-- The newest row of the log, written together with it: rows cut off at its end show.
create table log_end (
  one integer primary key check (one = 1),
  seq integer not null,
  hash text not null
) strict;

-- Stands only in a copy that was put back: the daemon that finds it says so, lets go of what was to be done then, and takes it away.
create table restored (file text not null) strict;

create table job (
  key text primary key,
  kind text not null,
  subject text not null,
  due integer not null,
  attempts integer not null,
  generation integer not null
) strict;

create table project (
  name text primary key,
  path text not null unique,
  trusted_at text,
  created_at text not null
) strict;

create table mission (
  id text primary key,
  name text not null,
  project text not null references project (name),
  status text not null,
  socket text not null,
  session text not null,
  session_id text,
  starting_branch text,
  starting_commit text not null,
  team_type text not null,
  size text not null,
  planner text not null,
  permission_mode text not null,
  model text,
  trust integer not null,
  worktree_strategy text not null,
  keep_worktrees integer not null default 0,
  created_at text not null,
  ended_at text
) strict;
create unique index one_live_mission_per_project on mission (project) where ended_at is null;

create table agent (
  id text primary key,
  mission text not null references mission (id),
  position integer not null,
  role text not null,
  title text not null,
  purpose text not null,
  adapter text not null,
  state text not null,
  since text not null,
  reason text not null,
  source text not null,
  limited_until text,
  conversation text,
  briefing text not null,
  briefed_at text,
  token_hash text,
  window_id text,
  pane_id text,
  pid integer,
  pid_start integer,
  worktree text,
  branch text,
  base_commit text,
  strategy text,
  last_commit_at text,
  last_commit_subject text,
  ended_at text,
  unique (mission, role)
) strict;

-- The newest word of each source about the run of an agent's program that is the present one.
create table evidence (
  agent text not null references agent (id),
  source text not null,
  state text,
  what text not null,
  at text not null,
  until text,
  lasting integer not null,
  primary key (agent, source)
) strict;

-- What each conversation of an agent has used in all.
create table usage (
  agent text not null references agent (id),
  conversation text not null,
  model text,
  context_percent real,
  tokens_in integer not null,
  tokens_out integer not null,
  cache_read integer not null,
  cache_written integer not null,
  cost_usd real,
  at text not null,
  primary key (agent, conversation)
) strict;

-- Agents that are to be started, each not before its time. A row goes when the start is known to have happened, or to have failed.
create table start (
  agent text primary key,
  mission text not null,
  due text not null
) strict;

-- Every restart that was asked for: by whom, and why the agent was down. Its briefing is the mark of that start's first prompt.
create table restart (
  briefing text primary key,
  agent text not null references agent (id),
  at text not null,
  asked_by text not null,
  why text not null,
  down_since text not null,
  fresh integer not null
) strict;
create index restart_of_agent on restart (agent, at);

-- Agents whose program has said that the user told it to end.
create table leaving (agent text primary key) strict;

create table message (
  id text primary key,
  mission text not null references mission (id),
  agent text not null references agent (id),
  sender text not null,
  body text not null,
  status text not null,
  reason text not null,
  attempts integer not null,
  turns_left integer not null default 1,
  created_at text not null,
  changed_at text not null
) strict;
create index message_of_agent on message (agent, status);

-- Hook files that were counted and are about to be deleted: one found again after a crash is not counted twice.
create table spooled (file text primary key) strict;

create table checkin (
  agent text primary key references agent (id),
  minutes integer not null
) strict;
