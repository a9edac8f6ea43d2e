import { openSqlite } from "@relance/store-sqlite/embedded";
import type { Ledger, RecipientRow, Store } from "relance";

async function look<T>(file: string, read: (store: Store) => Promise<T>): Promise<T> {
  const store = openSqlite({ file, now: () => Date.now() });
  await store.open();
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}

export async function readLedger(file: string): Promise<Ledger> {
  const [ledger] = await look(file, (store) => store.count());
  if (ledger === undefined) throw new Error("there is no campaign yet");
  return ledger;
}

export async function readPeople(file: string): Promise<readonly RecipientRow[]> {
  return look(file, async (store) => {
    const { campaign } = await readLedger(file);
    return (await store.list({ campaign, limit: 50_000 })).rows;
  });
}
