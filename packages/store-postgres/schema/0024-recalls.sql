-- 0024  recalls: messages of people who were called off, that their providers are asked to call back.
-- Oldest worker that can live with it: 19
--
-- Why a table: the order commits with it, so that a crash forgets nobody; a row is gone once the provider has answered.
-- Older workers ask nobody.

create table recalls (
  attempt   bigint    primary key,
  provider  integer   not null,
  asked_at  bigint    not null default 0,              -- nobody else asks within half a minute
  tries     smallint  not null default 0
) with (fillfactor = 50);

-- Serves resolve.ts.
create index recalls_provider on recalls (provider, asked_at);
