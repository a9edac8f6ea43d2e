import type { ClaimAnswer, ClaimRequest, Store } from "@relance/spec";
import { Folding } from "./counts/folding.ts";
import { carryOut } from "./deposit/carrying-out.ts";
import { escalateSlice } from "./due/escalating.ts";
import { ingestOf } from "./inbox/ingest.ts";
import { arrive } from "./move/arrive.ts";
import { quotedSchema } from "./open/schema-name.ts";
import { readKeys } from "./people/person-keys.ts";
import { READ_CLOCK } from "./transaction/clocks.ts";
import type { Sql } from "./transaction/sql.ts";
import type { Storage } from "./transaction/storage.ts";
import { acknowledged } from "./verbs/acknowledged.ts";
import { audit } from "./verbs/audit.ts";
import { bins } from "./verbs/bins.ts";
import { budget } from "./verbs/budget.ts";
import { charge } from "./verbs/charge.ts";
import { claim, openClaim } from "./verbs/claim.ts";
import { contactsOf } from "./verbs/contacts-of.ts";
import { control } from "./verbs/control.ts";
import { count } from "./verbs/count.ts";
import { define, versions } from "./verbs/define.ts";
import { deposit } from "./verbs/deposit.ts";
import { enroll } from "./verbs/enroll.ts";
import { erase } from "./verbs/erase.ts";
import { errors } from "./verbs/errors.ts";
import { events } from "./verbs/events.ts";
import { expire } from "./verbs/expire.ts";
import { heartbeat } from "./verbs/heartbeat.ts";
import { incident } from "./verbs/incident.ts";
import { incidents } from "./verbs/incidents.ts";
import { keepSeals } from "./verbs/keep-seals.ts";
import { known } from "./verbs/known.ts";
import { lanes } from "./verbs/lanes.ts";
import { leaves } from "./verbs/leaves.ts";
import { list } from "./verbs/list.ts";
import { masterKeys } from "./verbs/master-keys.ts";
import { move } from "./verbs/move.ts";
import { outbox } from "./verbs/outbox.ts";
import { outdated, rewrite } from "./verbs/outdated.ts";
import { owed } from "./verbs/owed.ts";
import { openPermit, permit } from "./verbs/permit.ts";
import { read } from "./verbs/read.ts";
import { recalled } from "./verbs/recalled.ts";
import { receipts } from "./verbs/receipts.ts";
import { recover } from "./verbs/recover.ts";
import { refsOf } from "./verbs/refs-of.ts";
import { remarks } from "./verbs/remarks.ts";
import { replies } from "./verbs/replies.ts";
import { resolve } from "./verbs/resolve.ts";
import { retain } from "./verbs/retain.ts";
import { seal } from "./verbs/seal.ts";
import { seals } from "./verbs/seals.ts";
import { search } from "./verbs/search.ts";
import { openSettle, settle } from "./verbs/settle.ts";
import { standings } from "./verbs/standings.ts";
import { suppress } from "./verbs/suppress.ts";
import { suppressions } from "./verbs/suppressions.ts";
import { task } from "./verbs/task.ts";
import { turnout } from "./verbs/turnout.ts";
import { unfinished } from "./verbs/unfinished.ts";
import { unplaced } from "./verbs/unplaced.ts";
import { workers } from "./verbs/workers.ts";

/** Everything of the contract but opening and closing. */
export type Verbs = Omit<Store, "kind" | "open" | "close" | "listen" | "migrations" | "depart">;

/** Each verb as one transaction of the store that is open. */
export function verbsOf(storage: () => Storage): Verbs {
  const { record, acknowledge } = ingestOf(storage);
  const folding = new Folding();
  return {
    record,
    acknowledge,
    define: async (input) => storage().write((work) => define(work, input)),
    versions: async (ids) => storage().read((reading) => versions(reading, ids)),
    enroll: async (chunk) => storage().write((work) => enroll(work, chunk)),
    seal: async (input) => storage().write((work) => seal(work, input)),
    claim: async (request) => claimBehind(storage(), request),
    deposit: async (db, requests) => deposit(db, requests, tableOf(storage())),
    settle: async (_worker, outcomes) =>
      storage().write((work) => settle(work, outcomes), { opening: (sql) => openSettle(sql, outcomes) }),
    charge: async (items) => storage().write((work) => charge(work, items)),
    owed: async (worker) => storage().read((reading) => owed(reading, worker)),
    heartbeat: async (input) => storage().write((work) => heartbeat(work, input)),
    workers: async () => storage().read((reading) => workers(reading)),
    recalled: async (answers) => storage().write((work) => recalled(work, answers)),
    recover: async () => storage().write((work) => recover(work)),
    resolve: async (input) => storage().write((work) => resolve(work, input)),
    fold: async () => folding.run(storage()),
    acknowledged: async (targets) => storage().read((reading) => acknowledged(reading, targets)),
    escalate: async () => escalateSlice(storage()),
    expire: async () => storage().write((work) => expire(work)),
    suppress: async (rules) => storage().write((work) => suppress(work, rules)),
    control: async (changes) => storage().write((work) => control(work, changes)),
    lanes: async (campaign) => storage().read((reading) => lanes(reading, campaign)),
    arrive: async (departure) => storage().write((work) => arrive(work, departure)),
    budget: async (change) => storage().write((work) => budget(work, change)),
    move: async (input) => storage().write((work) => move(work, input)),
    unfinished: async () => storage().read((reading) => unfinished(reading)),
    permit: async (input) =>
      storage().write((work) => permit(work, input), { opening: (sql) => openPermit(sql, input) }),
    count: async (campaign) => storage().read((reading) => count(reading, campaign)),
    read: async (target) => storage().read((reading) => read(reading, target)),
    list: async (input) => storage().read((reading) => list(reading, input)),
    receipts: async (input) => storage().read((reading) => receipts(reading, input)),
    errors: async (campaign) => storage().read((reading) => errors(reading, campaign)),
    replies: async (input) => storage().read((reading) => replies(reading, input)),
    known: async (digests) => storage().read((reading) => known(reading, digests)),
    suppressions: async (input) => storage().read((reading) => suppressions(reading, input)),
    outbox: async (input) => storage().read((reading) => outbox(reading, input)),
    events: async (input) => storage().read((reading) => events(reading, input)),
    audit: async (input) => storage().write((work) => audit(work, input)),
    bins: async (input) => storage().read((reading) => bins(reading, input)),
    turnout: async (input) => storage().read((reading) => turnout(reading, input)),
    incident: async (change) => storage().write((work) => incident(work, change)),
    search: async (texts) => storage().read((reading) => search(reading, texts)),
    retain: async (input) => storage().write((work) => retain(work, input)),
    erase: async (input) => storage().write((work) => erase(work, input)),
    standings: async (people) => storage().read((reading) => standings(reading, people)),
    contactsOf: async (people) => storage().read((reading) => contactsOf(reading, people)),
    refsOf: async (people) => storage().read((reading) => refsOf(reading, people)),
    unplaced: async (cursor) => storage().read((reading) => unplaced(reading, cursor)),
    personKeys: async (names) => storage().read(({ sql }) => readKeys(sql, names)),
    masterKeys: async () => storage().read((reading) => masterKeys(reading)),
    outdated: async (input) => storage().read((reading) => outdated(reading, input)),
    rewrite: async (rows) => storage().write((work) => rewrite(work, rows)),
    incidents: async (input) => storage().read((reading) => incidents(reading, input)),
    task: async (input) => storage().write((work) => task(work, input)),
    leaves: async (input) => storage().read((reading) => leaves(reading, input)),
    keepSeals: async (input) => storage().write((work) => keepSeals(work, input)),
    seals: async (input) => storage().read((reading) => seals(reading, input)),
    remarks: async () => storage().read((reading) => remarks(reading)),
  };
}

/** Claims go on without waiting for requests that came while the last ones were carried out so often. */
const ROUNDS = 3;

/** Whatever callers committed with their own transactions comes before a claim: some of it may be answers. */
async function claimBehind(storage: Storage, request: ClaimRequest): Promise<ClaimAnswer> {
  for (let round = 1; ; round++) {
    const isLast = round === ROUNDS;
    const opening = (sql: Sql) => openClaim(sql, request);
    const claimed = await storage.write((work) => claim(work, request, isLast), { opening });
    if (claimed !== undefined) return claimed;
    await carryOut(storage);
  }
}

/** Where requests are written, and what they take for the time. */
function tableOf({ context }: Storage): { readonly schema: string; readonly clock: string } {
  const { settings, clock } = context;
  const at = clock === undefined ? READ_CLOCK : String(Math.floor(clock.now()));
  return { schema: quotedSchema(settings.schema), clock: at };
}
