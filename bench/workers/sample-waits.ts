import { setTimeout } from "node:timers/promises";
import { Client } from "pg";

/** Shares of the samples in which a busy connection waited. */
export interface Waits {
  /** Waits for locks on rows, tables and transactions. */
  readonly locks: number;
  /** Waits for the server's internal locks, such as locks on the write-ahead log and on buffers. */
  readonly internal: number;
}

const SAMPLE = `
  select coalesce(wait_event_type, 'CPU') as kind, count(*)::int as busy
  from pg_stat_activity
  where backend_type = 'client backend' and state = 'active' and pid <> pg_backend_pid()
  group by 1`;

/** Samples the busy connections of a server every 5 ms, until `stop` is called. */
export async function sampleWaits(url: string): Promise<{ stop(): Promise<Waits> }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const busy = new Map<string, number>();
  let isRunning = true;
  const sampling = (async () => {
    while (isRunning) {
      const { rows } = await client.query<{ kind: string; busy: number }>(SAMPLE);
      for (const { kind, busy: count } of rows) busy.set(kind, (busy.get(kind) ?? 0) + count);
      await setTimeout(5);
    }
  })();
  return {
    async stop() {
      isRunning = false;
      await sampling;
      await client.end();
      const all = [...busy.values()].reduce((sum, count) => sum + count, 0);
      const share = (kind: string) => (all === 0 ? 0 : (busy.get(kind) ?? 0) / all);
      return { locks: share("Lock"), internal: share("LWLock") };
    },
  };
}
