import { AsyncLocalStorage } from "node:async_hooks";
import type { Store } from "@relance/spec";
import pg from "pg";
import { openPostgres } from "./postgres-store.ts";
import { measureStore } from "./store-stages.ts";

interface VerbCount {
  transactions: number;
  /** Number of statements that the process sent while no other statement was in flight. */
  trips: number;
  statements: number;
}

const counts = new Map<string, VerbCount>();
const verbs = new AsyncLocalStorage<string>();

function countStatements(): void {
  const { query } = pg.Client.prototype;
  const waiting = new WeakMap<pg.Client, number>();
  pg.Client.prototype.query = function (this: pg.Client, ...input: unknown[]) {
    const verb = verbs.getStore() ?? "";
    const count = counts.get(verb) ?? { transactions: 0, trips: 0, statements: 0 };
    counts.set(verb, count);
    const open = waiting.get(this) ?? 0;
    waiting.set(this, open + 1);
    const { text = input[0] } = Object(input[0]) as { readonly text?: unknown };
    if (String(text) === "commit") count.transactions += 1;
    if (open === 0) count.trips += 1;
    count.statements += 1;
    const answer = Reflect.apply(query, this, input) as Promise<unknown>;
    const ended = () => waiting.set(this, (waiting.get(this) ?? 1) - 1);
    answer.then(ended, ended);
    return answer;
  } as typeof query;
}

/** Counts the round trips to PostgreSQL of each store verb that a campaign uses. */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  countStatements();
  await using opened = await openPostgres(6, options.get("bin"));
  const store = new Proxy(opened.store, {
    get(target, name) {
      const verb = Reflect.get(target, name) as unknown;
      if (typeof verb !== "function") return verb;
      return (...input: unknown[]) => verbs.run(String(name), () => Reflect.apply(verb, target, input));
    },
  }) as Store;
  await measureStore(store, opened.clock, Number(options.get("recipients") ?? 5_000));
  console.log("\nverb            transactions  round trips  statements, each");
  for (const [verb, { transactions, trips, statements }] of counts) {
    if (transactions === 0) continue;
    const each = (count: number) => (count / transactions).toFixed(1).padStart(12);
    console.log(`${verb.padEnd(16)}${String(transactions).padStart(12)}${each(trips)}${each(statements)}`);
  }
}
