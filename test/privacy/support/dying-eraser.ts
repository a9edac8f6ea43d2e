import { postgresStore } from "@relance/store-postgres";
import { type Store, sqliteStore } from "relance";
import { isPostgres } from "../../support/store-at.ts";
import { ADA, openHouse } from "./told-house.ts";

/** A process that begins to forget Ada, batch by batch, and is killed after some batches. */
const [db = "", batches = "1"] = process.argv.slice(2);
const store: Store = isPostgres(db) ? postgresStore({ url: db }) : sqliteStore({ file: db });
let left = Number(batches);
const dying: Store = {
  ...store,
  async erase(input) {
    const answer = await store.erase(input);
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
    return answer;
  },
};
const house = await openHouse(db, dying);
await house.gateway.erase([ADA.key], { actor: "desk", reason: "request 2026-114" });
