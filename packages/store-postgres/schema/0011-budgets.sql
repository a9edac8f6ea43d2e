-- 0011  budgets: what a campaign may cost, and what each message of it cost.
--
-- Why a charge per message: what was refused for certain costs nothing, and a receipt may prove later that it left
-- after all. The sum stands beside the limit, so that whoever counts one more looks at one row, and locks it.
-- Safe while older workers run: yes; a campaign with a budget is one that they cannot read, so they send nothing of it.

create table budgets (
  campaign  integer  primary key references campaigns,
  currency  text     not null,
  micros    bigint   not null check (micros >= 0),          -- the limit, in millionths
  spent     bigint   not null default 0 check (spent >= 0),
  wanted    bigint,                                         -- the cheapest message that was refused
  changes   text     not null default '[]'                  -- JSON: at, actor, reason, micros
);

create table charges (
  attempt   bigint    primary key,
  micros    bigint    not null check (micros > 0),
  campaign  integer   not null,
  is_spent  smallint  not null default 1 check (is_spent in (0, 1))
);
