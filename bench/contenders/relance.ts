import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresStore } from "@relance/store-postgres";
import { sharedClock } from "@relance/store-sqlite";
import { type Provider, sqliteStore } from "relance";
import { partsOf } from "relance/parts";
import { CAMPAIGN } from "../campaign/definition.ts";
import { openGateway } from "../campaign/open-gateway.ts";
import { silentProvider } from "../campaign/silent-provider.ts";
import { type BenchPerson, type Bout, type Flow, until } from "./flow.ts";

const HOUR = 3_600_000;
const CONNECTIONS = 10;

/** Opens relance as `relance init` configures it, with encryption and evidence, on PostgreSQL or SQLite. */
export async function open(bout: Bout): Promise<Flow> {
  const folder = mkdtempSync(join(tmpdir(), "relance-bench-"));
  const clock = sharedClock();
  const store =
    bout.url === ""
      ? sqliteStore({ file: join(folder, "bench.db"), clock })
      : postgresStore({ url: bout.url, clock, maxConnections: CONNECTIONS });
  const nameOf = new Map(bout.people.map(({ mobile, id }) => [mobile, id]));
  /** The provider sends no receipts, because the other contenders receive none in this flow. */
  const far = (vendor: string, take: (person: Pick<BenchPerson, "id">) => void) => {
    const silent = silentProvider(vendor);
    return {
      ...silent,
      capabilities: { receipts: false, replies: false },
      send(message: Parameters<Provider<"sms">["send"]>[0], options: Parameters<Provider<"sms">["send"]>[1]) {
        take({ id: nameOf.get(message.to) ?? "" });
        return silent.send(message, options);
      },
    };
  };
  const relance = await openGateway(store, far("first", bout.sendFirst), far("second", bout.sendSecond));
  const stop = new AbortController();
  const total = bout.people.length;
  let running: Promise<unknown> = Promise.resolve();
  let counts = () => relance.campaigns.ledgers().then(([ledger]) => ledger);

  const settled = (accepted: number) =>
    until(async () => {
      if (partsOf(relance).engine.pulse().inFlight > 0) return false;
      const attempts = (await counts())?.attempts ?? [];
      const taken = attempts.filter(({ state }) => state === "accepted");
      return taken.reduce((sum, { count }) => sum + count, 0) >= accepted;
    });

  return {
    movesTime: true,
    async enroll() {
      const handle = await relance.campaigns.start(CAMPAIGN, { rows: bout.people });
      counts = () => handle.ledger();
    },
    async send() {
      running = relance.run({ signal: stop.signal });
      await settled(total);
    },
    async acknowledge({ id }) {
      await relance.acknowledge([{ key: id, on: "done" }]);
    },
    async escalate(silent) {
      clock.advance(13 * HOUR);
      await settled(total + silent);
    },
    async accounted() {
      const ledger = await counts();
      if (ledger?.holds !== true) return 0;
      const { acknowledged, active, exhausted } = ledger.states;
      return acknowledged + active + exhausted;
    },
    async close() {
      stop.abort();
      await running;
      await relance.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
