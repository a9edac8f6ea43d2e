import { sqliteStore } from "@relance/store-sqlite";

/** Acknowledges recipient after recipient, and says each number only once the store has answered. */
const [file = ""] = process.argv.slice(2);
const store = sqliteStore({ file });
await store.open();
const next = { n: 0 };
async function work(): Promise<void> {
  for (;;) {
    const n = next.n++;
    const [answer] = await store.acknowledge([
      {
        target: { tenant: "", key: `person-${n}` },
        answer: "done",
        method: "event",
        strength: "event",
        source: "crm",
        sourceId: String(n),
      },
    ]);
    process.stdout.write(`${n} ${answer?.status}\n`);
  }
}
await Promise.all(Array.from({ length: 32 }, work));
