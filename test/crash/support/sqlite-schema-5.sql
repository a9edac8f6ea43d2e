-- A campaign in flight, as the first version left it (schema 5): its process was killed with four messages on the wire.
-- Twelve people: five messages were taken, three of them reported; p11 has answered, somebody unknown.
-- Never edited: this is what the upgrade must go on with.

insert into migrations (number, name, checksum, applied_at) values
  (1, 'campaigns', '6e293783353686f47510290a6f7af26551ffc882beee21d76ed0885776378eb3', 1795583010384),
  (2, 'enrollments', '3e15220d960523eebe2b45abba5caac13cb07dce58d8dd9d69888609a8755cff', 1795583010384),
  (3, 'attempts', 'c01e6c0185c41025dd363ef2d04bdc47c41c187de93778eeedc6d3c10281d83c', 1795583010384),
  (4, 'inbox', '870fa78b6475319fc1e13cbea3879c3f9f0ea77f1bd32dd1558b182c342b404f', 1795583010384),
  (5, 'events', 'ddb80d405548f1e91d8114ac3bf534fb157389bccdac361e72004e66893e711a', 1795583010384);

insert into meta (name, value) values
  ('expired_through', '0 0'),
  ('incarnation', 'bd1fead2-6baf-4922-a8e3-1b8bf37783ae');

insert into words (id, word) values
  (1, 'sms.main'),
  (2, 'sms.second'),
  (3, 'email.smtp'),
  (4, 'push.web'),
  (5, 'done');

insert into campaigns (id, tenant, name, occurrence, state, is_open, created_at) values
  (1, '', 'people', '', 3, 0, 1795583010422);

insert into versions (id, campaign, hash, body, plan, created_at) values
  (1, 1, '80ec73dfe891fc1b73b63b9f5d79e3085baa26ffedc79c10e69563a70c6078a7', '{"code":["please@1"],"definition":{"acknowledge":{"answers":{"done":"close","help":"handover"},"by":["event","link","reply"],"on":"came","reply":{"OK":"done"}},"audience":{"contacts":{"email":"mail","sms":"mobile"},"country":"FR","key":"id"},"deadline":"+72h","name":"people","steps":[{"channel":"sms","onUnknown":{"after":"30m"},"route":["main","second"],"template":"please@1","wait":"24h"},{"channel":"email","route":["smtp"],"template":"please@1","wait":"12h"}],"subject":"Please confirm","version":1},"format":1,"templates":{}}', '{"steps":[{"channel":"sms","route":[{"provider":"sms.main","vendor":"twilio","receipts":true,"lookup":true},{"provider":"sms.second","vendor":"second-carrier","receipts":true,"lookup":false}],"waitMs":86400000,"unknownAfterMs":1800000,"onUnknown":"reroute"},{"channel":"email","route":[{"provider":"email.smtp","vendor":"127.0.0.1","receipts":false,"lookup":false}],"waitMs":43200000,"unknownAfterMs":900000,"onUnknown":"reroute"}],"handoverMs":0,"guarantee":"at-most-once","maxTries":4,"retryMs":30000,"resolutionMs":600000,"strength":"gesture","answers":{"done":{"do":"close"},"help":{"do":"handover"}},"on":"came","reply":{"OK":"done"}}', 1795583010422);

insert into lanes (id, campaign, step, position, slice, planned, provider, gate, reason, actor, review_at, ver, released_through, weight, claimed_at) values
  (1, 1, 0, 0, 0, 1, 1, 1, null, null, null, 2, 2147483648, 1, 1795583010643),
  (2, 1, 0, 1, 0, 2, 2, 1, null, null, null, 2, 2147483648, 1, 1795583010488),
  (3, 1, 1, 0, 0, 3, 3, 1, null, null, null, 2, 2147483648, 1, 1795583010488);

insert into counters (campaign, kind, step, provider, a, b, n) values
  (1, 0, 0, 0, 0, 0, 12),
  (1, 2, 0, 0, 0, 0, 3),
  (1, 2, 0, 0, 1, 0, 8),
  (1, 2, 0, 0, 2, 0, 1),
  (1, 3, 0, 1, 0, 0, 4),
  (1, 3, 0, 1, 1, 0, 0),
  (1, 3, 0, 1, 1, 1, 2),
  (1, 3, 0, 1, 1, 5, 2),
  (1, 4, 0, 0, 0, 0, 8);

insert into enrollments (id, campaign, version, lane, ord, ver, code, last_attempt, last_event, last_ack, state, phase, epoch, step, position, due_at, attempt, contact, bits, tries, claims, tried, since, wait_until, strength, has, opted_out, dead, steps, deadline, cause, flags) values
  (1, 1, 1, 1, 749313420, 2, 70, 7, 27, 0, 1, 2, 0, 0, 0, 1795583040499, 7, 0, 0, 0, 1, 1, 0, 0, 0, 17, 0, 0, 3, 1795842210451, 0, 0),
  (2, 1, 1, 1, 1774026404, 1, 0, 0, 2, 0, 0, 1, 0, 0, 0, 1795583010451, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 3, 1795842210451, 0, 0),
  (3, 1, 1, 1, 149645812, 4, 32, 3, 31, 0, 1, 4, 0, 0, 0, 1795584810643, 3, 0, 1, 1, 0, 1, 1795583010643, 1795669410643, 0, 17, 0, 0, 3, 1795842210451, 0, 0),
  (4, 1, 1, 1, 86438835, 5, 55, 2, 33, 0, 1, 5, 0, 0, 0, 1795669410643, 2, 0, 9, 1, 0, 1, 1795583010643, 1795669410643, 0, 17, 0, 0, 3, 1795842210451, 0, 0),
  (5, 1, 1, 1, 1815762053, 1, 0, 0, 5, 0, 0, 1, 0, 0, 0, 1795583010451, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 3, 1795842210451, 0, 0),
  (6, 1, 1, 1, 407130852, 4, 22, 4, 32, 0, 1, 4, 0, 0, 0, 1795584810643, 4, 0, 1, 1, 0, 1, 1795583010643, 1795669410643, 0, 17, 0, 0, 3, 1795842210451, 0, 0),
  (7, 1, 1, 1, 1678998198, 2, 58, 8, 28, 0, 1, 2, 0, 0, 0, 1795583040499, 8, 0, 0, 0, 1, 1, 0, 0, 0, 17, 0, 0, 3, 1795842210451, 0, 0),
  (8, 1, 1, 1, 20040719, 5, 69, 1, 29, 0, 1, 5, 0, 0, 0, 1795669410601, 1, 0, 9, 1, 0, 1, 1795583010601, 1795669410601, 0, 17, 0, 0, 3, 1795842210451, 0, 0),
  (9, 1, 1, 1, 557251930, 2, 20, 6, 26, 0, 1, 2, 0, 0, 0, 1795583040499, 6, 0, 0, 0, 1, 1, 0, 0, 0, 17, 0, 0, 3, 1795842210451, 0, 0),
  (10, 1, 1, 1, 509798647, 2, 47, 5, 21, 0, 1, 2, 0, 0, 0, 1795583040499, 5, 0, 0, 0, 1, 1, 0, 0, 0, 17, 0, 0, 3, 1795842210451, 0, 0),
  (11, 1, 1, 1, 1682741298, 1, 0, 0, 11, 0, 0, 1, 0, 0, 0, 1795583010451, 0, 0, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 3, 1795842210451, 0, 0),
  (12, 1, 1, 1, 1349268854, 2, 0, 0, 15, 1, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 17, 0, 0, 3, 1795842210451, 0, 0);

insert into people (id, campaign, key, import, line, contacts, digests, variables, locale, timezone) values
  (1, 1, 'p0', 1, 1, '[{"channel":"sms","address":"+33639980000"},{"channel":"email","address":"p0@example.org"}]', '4YSFkpW8YU_T9lKU MIbY94jRzJP9VfXL', '{"id":"p0","mobile":"+33639980000","mail":"p0@example.org"}', null, null),
  (2, 1, 'p1', 1, 2, '[{"channel":"sms","address":"+33639980001"},{"channel":"email","address":"p1@example.org"}]', 'ywgfnagfG-5TzXOm KvGrWQMfItpe0v6J', '{"id":"p1","mobile":"+33639980001","mail":"p1@example.org"}', null, null),
  (3, 1, 'p2', 1, 3, '[{"channel":"sms","address":"+33639980002"},{"channel":"email","address":"p2@example.org"}]', 'HVDNT7mLYfR0OjPH aZMSld05bEbG_oWH', '{"id":"p2","mobile":"+33639980002","mail":"p2@example.org"}', null, null),
  (4, 1, 'p3', 1, 4, '[{"channel":"sms","address":"+33639980003"},{"channel":"email","address":"p3@example.org"}]', 'QGgKzqq4V7Q2fPpP HoXHSvLsXGx0UAja', '{"id":"p3","mobile":"+33639980003","mail":"p3@example.org"}', null, null),
  (5, 1, 'p4', 1, 5, '[{"channel":"sms","address":"+33639980004"},{"channel":"email","address":"p4@example.org"}]', 'BDDJATCWLEQQKaes XWA2vgyXLIslQvOF', '{"id":"p4","mobile":"+33639980004","mail":"p4@example.org"}', null, null),
  (6, 1, 'p5', 1, 6, '[{"channel":"sms","address":"+33639980005"},{"channel":"email","address":"p5@example.org"}]', 'VaTh1bz57TA3fO_k DcaBusLQqQ5kW8vb', '{"id":"p5","mobile":"+33639980005","mail":"p5@example.org"}', null, null),
  (7, 1, 'p6', 1, 7, '[{"channel":"sms","address":"+33639980006"},{"channel":"email","address":"p6@example.org"}]', 'kbWK12EQVrw9qz71 YWUU9WL9-aDzPQ6u', '{"id":"p6","mobile":"+33639980006","mail":"p6@example.org"}', null, null),
  (8, 1, 'p7', 1, 8, '[{"channel":"sms","address":"+33639980007"},{"channel":"email","address":"p7@example.org"}]', 'DlCs8-MbIZ6RMN2Z psAtL4FtrUf2pnqJ', '{"id":"p7","mobile":"+33639980007","mail":"p7@example.org"}', null, null),
  (9, 1, 'p8', 1, 9, '[{"channel":"sms","address":"+33639980008"},{"channel":"email","address":"p8@example.org"}]', 'YpBstNKwtbL2gmYq 3x_aov0daI6mOVuy', '{"id":"p8","mobile":"+33639980008","mail":"p8@example.org"}', null, null),
  (10, 1, 'p9', 1, 10, '[{"channel":"sms","address":"+33639980009"},{"channel":"email","address":"p9@example.org"}]', 'lrGhtAWebZUNKtiC 9qyL5mtjrbIHngCu', '{"id":"p9","mobile":"+33639980009","mail":"p9@example.org"}', null, null),
  (11, 1, 'p10', 1, 11, '[{"channel":"sms","address":"+33639980010"},{"channel":"email","address":"p10@example.org"}]', 'Hwm6hgjmlJcwk6TI seABXx6aryqLO-bq', '{"id":"p10","mobile":"+33639980010","mail":"p10@example.org"}', null, null),
  (12, 1, 'p11', 1, 12, '[{"channel":"sms","address":"+33639980011"},{"channel":"email","address":"p11@example.org"}]', 'NBMLtpZdQFX_kpHl lSZ6dh72iuO1zUgr', '{"id":"p11","mobile":"+33639980011","mail":"p11@example.org"}', null, null);

insert into lookup_tail (id, kind, hash, value) values
  (1, 1, 245686216911152, 1),
  (2, 1, 38591724554125, 1),
  (3, 1, 89940061019478, 2),
  (4, 1, 273031476213945, 2),
  (5, 1, 111694126079524, 3),
  (6, 1, 54608381244643, 3),
  (7, 1, 171920706053169, 4),
  (8, 1, 65628772669771, 4),
  (9, 1, 279958399709609, 5),
  (10, 1, 240902170709925, 5),
  (11, 1, 231893719906726, 6),
  (12, 1, 159418378428602, 6),
  (13, 1, 143769080711660, 7),
  (14, 1, 153733407882194, 7),
  (15, 1, 44332070982175, 8),
  (16, 1, 202043957675483, 8),
  (17, 1, 240808798562314, 9),
  (18, 1, 127609712914669, 9),
  (19, 1, 58373642861994, 10),
  (20, 1, 15140808844696, 10),
  (21, 1, 76842495232437, 11),
  (22, 1, 193739413944914, 11),
  (23, 1, 250915399392822, 12),
  (24, 1, 267780725127232, 12),
  (25, 0, 130838002549386, 1),
  (26, 0, 129738464513079, 2),
  (27, 0, 128638926475168, 3),
  (28, 0, 127539388439205, 4);

delete from sqlite_sequence;

insert into sqlite_sequence (name, seq) values
  ('workers', 2),
  ('events', 33),
  ('lookup_tail', 28),
  ('acknowledgements', 2),
  ('attempts', 8),
  ('raw', 6),
  ('inbox', 6);

insert into imports (id, campaign, name, started_at, sealed) values
  (1, 1, 'program:632cc0b1-a2d0-499a-9438-4cbdea8d6f01', 1795583010451, '{"lines":12,"enrolled":12,"repeated":0,"refused":0,"removed":0}');

insert into chunks (import, seq, new, same, contact_changed, repeated, refused) values
  (1, 0, 12, 0, 0, 0, 0);

insert into attempts (id, enrollment, campaign, version, epoch, step, position, channel, provider, contact, worker, state, bits, is_contrary, prev, ref, submitted_at, accepted_at, first_final, asked_at, error, vendor_error) values
  (1, 8, 1, 1, 0, 0, 0, 0, 1, 0, 2, 1, 9, 0, 0, 'SM00000000000000000000000000000001', 1795583010503, 1795583010601, 1795583010672, 0, null, null),
  (2, 4, 1, 1, 0, 0, 0, 0, 1, 0, 2, 1, 9, 0, 0, 'SM00000000000000000000000000000002', 1795583010503, 1795583010643, 1795583010672, 0, null, null),
  (3, 3, 1, 1, 0, 0, 0, 0, 1, 0, 2, 1, 1, 0, 0, 'SM00000000000000000000000000000003', 1795583010503, 1795583010643, null, 0, null, null),
  (4, 6, 1, 1, 0, 0, 0, 0, 1, 0, 2, 1, 1, 0, 0, 'SM00000000000000000000000000000004', 1795583010503, 1795583010643, null, 0, null, null),
  (5, 10, 1, 1, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, null, 1795583010601, null, null, 0, null, null),
  (6, 9, 1, 1, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, null, 1795583010643, null, null, 0, null, null),
  (7, 1, 1, 1, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, null, 1795583010643, null, null, 0, null, null),
  (8, 7, 1, 1, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, null, 1795583010643, null, null, 0, null, null);

insert into workers (id, incarnation, role, version, live_until, is_gone, process) values
  (1, '026c78a1-2c8d-4d6a-be82-ef9dcecb3976', 'receiver', '0', 1795583040404, 0, null),
  (2, '026c78a1-2c8d-4d6a-be82-ef9dcecb3976', 'worker', '0', 1795583040499, 0, null);

insert into providers (provider, closed_until, reason, next_at, heard_at, heard_live_at) values
  (1, 0, null, 0, 1795583010404, 1795583010404),
  (2, 0, null, 0, 1795583010404, 1795583010404),
  (3, 0, null, 0, 1795583010404, 1795583010404),
  (4, 0, null, 0, 1795583010404, 1795583010404);

insert into inbox (id, provider, received_at, occurred_at, fold, folds, attempt, ref, dedupe, raw, type, bit, quality, error, item) values
  (1, 1, 1795583010627, 1795583010627, 1, 0, 1, 'SM00000000000000000000000000000001', '1 SM00000000000000000000000000000001:sent', 1, 0, 1, 1, 0, null),
  (2, 1, 1795583010672, 1795583010672, 1, 0, 1, 'SM00000000000000000000000000000001', '1 SM00000000000000000000000000000001:delivered', 2, 0, 8, 1, 0, null),
  (3, 1, 1795583010672, 1795583010672, 1, 0, 2, 'SM00000000000000000000000000000002', '1 SM00000000000000000000000000000002:sent', 3, 0, 1, 1, 0, null),
  (4, 1, 1795583010672, 1795583010672, 1, 0, 3, 'SM00000000000000000000000000000003', '1 SM00000000000000000000000000000003:sent', 4, 0, 1, 1, 0, null),
  (5, 1, 1795583010672, 1795583010672, 1, 0, 4, 'SM00000000000000000000000000000004', '1 SM00000000000000000000000000000004:sent', 5, 0, 1, 1, 0, null),
  (6, 1, 1795583010672, 1795583010672, 1, 0, 2, 'SM00000000000000000000000000000002', '1 SM00000000000000000000000000000002:delivered', 6, 0, 8, 1, 0, null);

insert into raw (id, bytes) values
  (1, x'4163636f756e745369643d414330303030303030303030303030303030303030303030303030303030303030302641706956657273696f6e3d323031302d30342d30312646726f6d3d2532423333363339393839393939264d6573736167655369643d534d3030303030303030303030303030303030303030303030303030303030303031264d6573736167655374617475733d73656e7426536d735369643d534d303030303030303030303030303030303030303030303030303030303030303126536d735374617475733d73656e7426546f3d2532423333363339393830303037'),
  (2, x'4163636f756e745369643d414330303030303030303030303030303030303030303030303030303030303030302641706956657273696f6e3d323031302d30342d30312646726f6d3d2532423333363339393839393939264d6573736167655369643d534d3030303030303030303030303030303030303030303030303030303030303031264d6573736167655374617475733d64656c69766572656426536d735369643d534d303030303030303030303030303030303030303030303030303030303030303126536d735374617475733d64656c69766572656426546f3d253242333336333939383030303726526177446c72446f6e65446174653d32363131323530353033'),
  (3, x'4163636f756e745369643d414330303030303030303030303030303030303030303030303030303030303030302641706956657273696f6e3d323031302d30342d30312646726f6d3d2532423333363339393839393939264d6573736167655369643d534d3030303030303030303030303030303030303030303030303030303030303032264d6573736167655374617475733d73656e7426536d735369643d534d303030303030303030303030303030303030303030303030303030303030303226536d735374617475733d73656e7426546f3d2532423333363339393830303033'),
  (4, x'4163636f756e745369643d414330303030303030303030303030303030303030303030303030303030303030302641706956657273696f6e3d323031302d30342d30312646726f6d3d2532423333363339393839393939264d6573736167655369643d534d3030303030303030303030303030303030303030303030303030303030303033264d6573736167655374617475733d73656e7426536d735369643d534d303030303030303030303030303030303030303030303030303030303030303326536d735374617475733d73656e7426546f3d2532423333363339393830303032'),
  (5, x'4163636f756e745369643d414330303030303030303030303030303030303030303030303030303030303030302641706956657273696f6e3d323031302d30342d30312646726f6d3d2532423333363339393839393939264d6573736167655369643d534d3030303030303030303030303030303030303030303030303030303030303034264d6573736167655374617475733d73656e7426536d735369643d534d303030303030303030303030303030303030303030303030303030303030303426536d735374617475733d73656e7426546f3d2532423333363339393830303035'),
  (6, x'4163636f756e745369643d414330303030303030303030303030303030303030303030303030303030303030302641706956657273696f6e3d323031302d30342d30312646726f6d3d2532423333363339393839393939264d6573736167655369643d534d3030303030303030303030303030303030303030303030303030303030303032264d6573736167655374617475733d64656c69766572656426536d735369643d534d303030303030303030303030303030303030303030303030303030303030303226536d735374617475733d64656c69766572656426546f3d253242333336333939383030303326526177446c72446f6e65446174653d32363131323530353033');

insert into acknowledgements (id, enrollment, prev, tenant, campaign, key, event, answer, method, strength, occurred_at, received_at, source, source_id, is_revoke, is_late, shown) values
  (1, 12, 0, '', 0, 'p11', 'came', 5, 'event', 3, 1795583010492, 1795583010492, 'event:came', 'row-11', 0, 0, null),
  (2, 0, 0, '', 0, 'stranger', 'came', 5, 'event', 3, 1795583010492, 1795583010492, 'event:came', 'row-99', 0, 0, null);

insert into events (id, campaign, enrollment, ver, kind, at, attempt, step, provider, cause, extra, prev) values
  (1, 1, 1, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (2, 1, 2, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (3, 1, 3, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (4, 1, 4, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (5, 1, 5, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (6, 1, 6, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (7, 1, 7, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (8, 1, 8, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (9, 1, 9, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (10, 1, 10, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (11, 1, 11, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (12, 1, 12, 1, 0, 1795583010451, 0, 0, 0, 0, 0, 0),
  (13, 1, 0, 0, 25, 1795583010488, 0, 0, 0, 0, 0, 0),
  (14, 1, 0, 0, 24, 1795583010488, 0, 0, 0, 0, 0, 0),
  (15, 1, 12, 2, 16, 1795583010492, 0, 0, 0, 0, 5, 12),
  (16, 1, 8, 2, 1, 1795583010503, 1, 0, 1, 0, 0, 8),
  (17, 1, 4, 2, 1, 1795583010503, 2, 0, 1, 0, 0, 4),
  (18, 1, 3, 2, 1, 1795583010503, 3, 0, 1, 0, 0, 3),
  (19, 1, 6, 2, 1, 1795583010503, 4, 0, 1, 0, 0, 6),
  (20, 1, 8, 3, 2, 1795583010601, 1, 0, 1, 0, 0, 16),
  (21, 1, 10, 2, 1, 1795583010601, 5, 0, 1, 0, 0, 10),
  (22, 1, 8, 4, 8, 1795583010627, 1, 0, 1, 0, 0, 20),
  (23, 1, 4, 3, 2, 1795583010643, 2, 0, 1, 0, 0, 17),
  (24, 1, 3, 3, 2, 1795583010643, 3, 0, 1, 0, 0, 18),
  (25, 1, 6, 3, 2, 1795583010643, 4, 0, 1, 0, 0, 19),
  (26, 1, 9, 2, 1, 1795583010643, 6, 0, 1, 0, 0, 9),
  (27, 1, 1, 2, 1, 1795583010643, 7, 0, 1, 0, 0, 1),
  (28, 1, 7, 2, 1, 1795583010643, 8, 0, 1, 0, 0, 7),
  (29, 1, 8, 5, 9, 1795583010672, 1, 0, 1, 0, 0, 22),
  (30, 1, 4, 4, 8, 1795583010672, 2, 0, 1, 0, 0, 23),
  (31, 1, 3, 4, 8, 1795583010672, 3, 0, 1, 0, 0, 24),
  (32, 1, 6, 4, 8, 1795583010672, 4, 0, 1, 0, 0, 25),
  (33, 1, 4, 5, 9, 1795583010672, 2, 0, 1, 0, 0, 30);

insert into tasks (name, owner, owned_until, due_at, data) values
  ('index-key', 'q4bflEe2Jl6zyQoT', 0, null, 'q4bflEe2Jl6zyQoT');
