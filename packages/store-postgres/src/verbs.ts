import type { Store } from "@relance/spec";
import { claimBehind, READ_CLOCK, sharedVerbs } from "@relance/store";
import { Folding } from "./counts/folding.ts";
import { carryOut, deposit } from "./deposit/carrying-out.ts";
import { escalateSlice } from "./due/escalating.ts";
import { ingestOf } from "./inbox/ingest.ts";
import { arrive } from "./move/arrive.ts";
import { quotedSchema } from "./open/connection-url.ts";
import type { Storage } from "./transaction/storage.ts";
import { openPermit, permit } from "./verbs/permit.ts";
import { remarks } from "./verbs/remarks.ts";

/** Everything of the contract but opening and closing. */
export type Verbs = Omit<Store, "kind" | "open" | "close" | "listen" | "migrations" | "depart">;

/** Each verb as one transaction of the store that is open. */
export function verbsOf(storage: () => Storage): Verbs {
  const { record, acknowledge } = ingestOf(storage);
  const folding = new Folding();
  return {
    ...sharedVerbs(storage),
    record,
    acknowledge,
    claim: async (request) => claimBehind(storage(), request, () => carryOut(storage())),
    fold: async () => folding.run(storage()),
    escalate: async () => escalateSlice(storage()),
    permit: async (input) =>
      storage().write((work) => permit(work, input), { opening: (_, sql) => openPermit(sql, input) }),
    deposit: async (db, requests) => deposit(db, requests, tableOf(storage())),
    arrive: async (departure) => storage().write((work) => arrive(work, departure)),
    remarks: async () => storage().read((reading) => remarks(reading)),
  };
}

/** Where requests are written, and what they take for the time. */
function tableOf({ context }: Storage): { readonly schema: string; readonly clock: string } {
  const { settings, clock } = context;
  const at = clock === undefined ? READ_CLOCK : String(Math.floor(clock.now()));
  return { schema: quotedSchema(settings.schema), clock: at };
}
