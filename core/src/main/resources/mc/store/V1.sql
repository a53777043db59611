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
  unique (mission, role)
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
  down_since text not null
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
