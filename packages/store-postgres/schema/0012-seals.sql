-- 0012  seals: what was sealed of each campaign, and the salt of each person.
-- Oldest worker that can live with it: 6
--
-- Why bytes: forty a leaf (the event, the commitment), read again only when somebody asks for evidence. A commitment
-- stays when the salt is gone: then nobody can make it again, and nobody can guess what it was made of. The salt writes
-- every person once: a minute for some millions.

create table seals (
  campaign  integer  not null,
  number    integer  not null,                        -- from 1 in each campaign
  at        bigint   not null,
  leaves    integer  not null,
  root      text     not null,
  chain     text     not null,                        -- over this seal and the chain before it
  content   bytea    not null,
  primary key (campaign, number)
);

alter table people add column salt bytea default uuid_send(gen_random_uuid());  -- null = erased
