import { openSqlite } from "@relance/store-sqlite/embedded";
import type { Ledger, RecipientRow } from "relance";

/** Looks into a store as a second process does, while others work on it. */
function look<T>(file: string, read: (store: ReturnType<typeof openSqlite>) => T): T {
  const store = openSqlite({ file, now: () => Date.now() });
  store.open();
  try {
    return read(store);
  } finally {
    store.close();
  }
}

/** The ledger of the only campaign. */
export function readLedger(file: string): Ledger {
  const [ledger] = look(file, (store) => store.count());
  if (ledger === undefined) throw new Error("there is no campaign yet");
  return ledger;
}

/** Everybody who is enrolled in the only campaign. */
export function readPeople(file: string): readonly RecipientRow[] {
  return look(file, (store) => {
    const { campaign } = readLedger(file);
    return store.list({ campaign, limit: 50_000 }).rows;
  });
}
