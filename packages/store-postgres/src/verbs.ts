import type { Store } from "@relance/spec";
import type { Storage } from "./storage.ts";
import { acknowledge } from "./verbs/acknowledge.ts";
import { acknowledged } from "./verbs/acknowledged.ts";
import { audit } from "./verbs/audit.ts";
import { claim } from "./verbs/claim.ts";
import { control } from "./verbs/control.ts";
import { count } from "./verbs/count.ts";
import { define, versions } from "./verbs/define.ts";
import { enroll } from "./verbs/enroll.ts";
import { escalate } from "./verbs/escalate.ts";
import { events } from "./verbs/events.ts";
import { expire } from "./verbs/expire.ts";
import { fold } from "./verbs/fold.ts";
import { heartbeat } from "./verbs/heartbeat.ts";
import { list } from "./verbs/list.ts";
import { move } from "./verbs/move.ts";
import { outbox } from "./verbs/outbox.ts";
import { permit } from "./verbs/permit.ts";
import { read } from "./verbs/read.ts";
import { record } from "./verbs/record.ts";
import { recover } from "./verbs/recover.ts";
import { replies } from "./verbs/replies.ts";
import { resolve } from "./verbs/resolve.ts";
import { seal } from "./verbs/seal.ts";
import { settle } from "./verbs/settle.ts";
import { suppress } from "./verbs/suppress.ts";
import { suppressions } from "./verbs/suppressions.ts";
import { task } from "./verbs/task.ts";
import { workers } from "./verbs/workers.ts";

/** Everything of the contract but opening and closing. */
export type Verbs = Omit<Store, "kind" | "open" | "close">;

/** Each verb as one transaction of the store that is open. */
export function verbsOf(storage: () => Storage): Verbs {
  return {
    define: async (input) => storage().write((work) => define(work, input)),
    versions: async (ids) => storage().read((reading) => versions(reading, ids)),
    enroll: async (chunk) => storage().write((work) => enroll(work, chunk)),
    seal: async (input) => storage().write((work) => seal(work, input)),
    claim: async (request) => storage().write((work) => claim(work, request)),
    settle: async (_worker, outcomes) => storage().write((work) => settle(work, outcomes)),
    heartbeat: async (input) => storage().write((work) => heartbeat(work, input)),
    workers: async () => storage().read((reading) => workers(reading)),
    recover: async () => storage().write((work) => recover(work)),
    resolve: async (input) => storage().write((work) => resolve(work, input)),
    record: async (items) => storage().write((work) => record(work, items)),
    fold: async () => storage().write((work) => fold(work)),
    acknowledge: async (items) =>
      storage().write((work) => acknowledge(work, items), { lockMs: ACKNOWLEDGE_LOCK_MS }),
    acknowledged: async (targets) => storage().read((reading) => acknowledged(reading, targets)),
    escalate: async () => storage().write((work) => escalate(work)),
    expire: async () => storage().write((work) => expire(work)),
    suppress: async (rules) => storage().write((work) => suppress(work, rules)),
    control: async (changes) => storage().write((work) => control(work, changes)),
    move: async (input) => storage().write((work) => move(work, input)),
    permit: async (input) => storage().write((work) => permit(work, input)),
    count: async (campaign) => storage().read((reading) => count(reading, campaign)),
    read: async (target) => storage().read((reading) => read(reading, target)),
    list: async (input) => storage().read((reading) => list(reading, input)),
    replies: async (input) => storage().read((reading) => replies(reading, input)),
    suppressions: async (input) => storage().read((reading) => suppressions(reading, input)),
    outbox: async (input) => storage().read((reading) => outbox(reading, input)),
    events: async (input) => storage().read((reading) => events(reading, input)),
    audit: async (input) => storage().read((reading) => audit(reading, input)),
    task: async (input) => storage().write((work) => task(work, input)),
  };
}

/** Whoever holds the person's row is waited for this long; the locked-out are tried again in the next group. */
const ACKNOWLEDGE_LOCK_MS = 500;
