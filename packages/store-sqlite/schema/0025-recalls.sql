-- 0025  recalls: messages of people who were called off, that their providers are asked to call back.
--
-- Why a table: the order commits with it, so that a crash forgets nobody; a row is gone once the provider has answered.
-- Safe while older workers run: yes (a new object only); they ask nobody.

create table recalls (
  attempt   integer  primary key,
  provider  integer  not null,
  asked_at  integer  not null default 0,               -- nobody else asks within half a minute
  tries     integer  not null default 0
) strict;

-- Serves resolve.ts.
create index recalls_provider on recalls (provider, asked_at);
