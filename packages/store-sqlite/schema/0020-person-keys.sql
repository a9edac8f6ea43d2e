-- 0020  person keys: under what a person's data is encrypted; how encrypted rows are found that belong to nobody.
--
-- Why a table of its own: forgetting deletes the key, so that copies of the rows say nothing; whoever makes copies may keep
-- these apart. The key is wrapped under a master key that is not in the store.
-- Nobody can look into what is encrypted, so keyed hashes stand beside it: of the addresses of a refused row, of whoever
-- wrote without being enrolled, of the addresses in a request.
-- Safe while older workers run: no (they would send to ciphertexts as if they were addresses).

create table person_keys (
  name     text  primary key,
  wrapped  text  not null
) strict, without rowid;

alter table refusals add column digests text;         -- one a contact, separated by blanks
alter table replies add column digest text;           -- of whoever wrote, where nobody is enrolled
alter table raw add column mentions text;             -- separated by blanks
