-- 0026  master keys: under which secrets something is encrypted, told without reading everything.
--
-- Why indexes, and no list beside the rows: a list is wrong as soon as a process that nobody thought of writes one more row.
-- What is read is how a ciphertext begins, `~1.m<mark>.`, 13 characters; what is readable is in none of them.
-- Safe while older workers run: yes (new objects only).

-- All serve master-keys.ts.
create index person_keys_master on person_keys (substr(wrapped, 1, 13)) where substr(wrapped, 1, 4) = '~1.m';
create index outbox_master on outbox (substr(address, 1, 13)) where substr(address, 1, 4) = '~1.m';
create index raw_master on raw (substr(bytes, 1, 13)) where substr(bytes, 1, 4) = x'7e312e6d';
create index inbox_replies_master on inbox (substr(item, instr(item, '"from":"~1.m') + 8, 13))
  where instr(item, '"from":"~1.m') > 0;
create index inbox_hints_master on inbox (substr(item, instr(item, '"detail":"~1.m') + 10, 13))
  where instr(item, '"detail":"~1.m') > 0;
