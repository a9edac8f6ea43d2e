-- 0013  seals: what was sealed of each campaign, and the salt of each person.
--
-- Why blobs: forty bytes a leaf (the event, the commitment), read again only when somebody asks for evidence. A commitment
-- stays when the salt is gone: then nobody can make it again, and nobody can guess what it was made of.
-- Safe while older workers run: yes (they make no salt: whom they enroll is sealed without details).

create table seals (
  campaign  integer  not null,
  number    integer  not null,                        -- from 1 in each campaign
  at        integer  not null,
  leaves    integer  not null,
  root      text     not null,
  chain     text     not null,                        -- over this seal and the chain before it
  content   blob     not null,
  primary key (campaign, number)
) strict;

alter table people add column salt blob;              -- 16 random bytes; null = erased
update people set salt = randomblob(16);
