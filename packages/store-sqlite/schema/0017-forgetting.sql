-- 0017  forgetting: who was forgotten, and how far what they left behind was looked through.
--
-- Why a keyed hash and no key: the next import has to be refused her row, and nobody can read from it whose it is.
-- Texts about a person stand beside attempts, which have no index by person: they are looked through once, in slices
-- that go on after a crash.
-- Safe while older workers run: yes, but they take rows of who was forgotten; finish the upgrade before forgetting.

create table tombstones (
  digest   text     primary key,                      -- keyed hash of tenant and recipient key
  at       integer  not null,
  actor    text     not null,
  reason   text     not null,
  through  integer  not null,                         -- inbox: looked through so far; -1 = everything
  until    integer  not null                          -- inbox: as it ended when she was forgotten
) strict, without rowid;

-- Serves erase.ts.
create index tombstones_open on tombstones (through) where through >= 0;

alter table people add column person text;            -- the recipient's own key, where `key` is another (send)

update people set person = json_extract(variables, '$."relance:person"')
  where campaign in (select id from campaigns where name = 'send');

-- Serves erase.ts.
create index people_person on people (person) where person is not null;
create index refusals_key on refusals (key) where key is not null;
create index outbox_attempt on outbox (attempt);
create index inbox_aside on inbox (id) where fold = 3;
