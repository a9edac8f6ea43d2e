-- 0016  forgetting: who was forgotten, and how far what they left behind was looked through.
-- Oldest worker that can live with it: 6
--
-- Why a keyed hash and no key: the next import has to be refused her row, and nobody can read from it whose it is.
-- Texts about a person stand beside attempts, which have no index by person: they are looked through once, in slices
-- that go on after a crash.
-- An older worker takes a row of somebody who was forgotten: finish the upgrade before forgetting anybody.

create table tombstones (
  at       bigint  not null,
  through  bigint  not null,                          -- inbox: looked through so far; -1 = everything
  until    bigint  not null,                          -- inbox: as it ended when she was forgotten
  digest   text    primary key,                       -- keyed hash of tenant and recipient key
  actor    text    not null,
  reason   text    not null
);

-- Serves erase.ts.
create index tombstones_open on tombstones (through) where through >= 0;

alter table people add column person text;            -- the recipient's own key, where `key` is another (send)

update people set person = variables::json ->> 'relance:person'
  where campaign in (select id from campaigns where name = 'send') and strpos(variables, '\u0000') = 0;

-- Serves erase.ts.
create index people_person on people (person) where person is not null;
create index refusals_key on refusals (key) where key is not null;
create index outbox_attempt on outbox (attempt);
create index inbox_aside on inbox (id) where fold = 3;
