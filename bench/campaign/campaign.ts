import { readSealing } from "@relance/evidence/sealing";
import type { Ledger, RelanceLike } from "relance";
import { partsOf } from "relance/parts";
import { eachOf } from "../each-of.ts";
import { header, Stages } from "../stages.ts";
import { campaignStore } from "./campaign-store.ts";
import { CAMPAIGN, people } from "./definition.ts";
import { openGateway } from "./open-gateway.ts";
import { silentProvider } from "./silent-provider.ts";

const ANSWER_SHARE = 0.74;
/** Number of receipts to process in parallel, as an HTTP server with 512 connections does. */
const AT_ONCE = 512;
const HOUR = 3_600_000;

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function quiet(relance: RelanceLike, ledger: () => Promise<Ledger>, accepted: number): Promise<void> {
  await until(async () => {
    if (partsOf(relance).engine.pulse().inFlight > 0) return false;
    const { attempts } = await ledger();
    return attempts.filter(({ state }) => state === "accepted").reduce((sum, { count }) => sum + count, 0) >= accepted;
  });
}

/** Parts of the gateway that `--without` can disable, to measure the cost of each part. */
const WITHOUT: Readonly<Record<string, NonNullable<Parameters<typeof openGateway>[3]>>> = {
  encryption: { encrypted: false },
  evidence: { evidence: false },
};

/**
 * Measures a whole campaign on one machine with an in-process provider. With `--store postgres`, the benchmark starts a
 * PostgreSQL server on the same machine. `--without encryption` or `--without evidence` disables the named plugin. With
 * `--connections 32`, each provider accepts 32 messages in parallel.
 */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const total = Number(options.get("recipients") ?? 650_000);
  await using over = await campaignStore(options.get("store") ?? "sqlite", options.get("bin"));
  const { store, clock } = over;
  const connections = Number(options.get("connections") ?? 512);
  const main = silentProvider("first", connections);
  const second = silentProvider("second", connections);
  const relance = await openGateway(store, main, second, WITHOUT[options.get("without") ?? ""]);
  const port = partsOf(relance).engine.port;
  const stop = new AbortController();
  console.log(`one campaign of ${total.toLocaleString("en")} people · ${over.label} · Node ${process.version}\n`);
  header();
  const stages = new Stages(over.serverNow);
  try {
    const handle = await stages.measure("enroll and seal", total, () =>
      relance.campaigns.start(CAMPAIGN, { rows: people(total) }),
    );
    const ledger = () => handle.ledger();
    const receipts = (attempts: readonly string[], provider: string) =>
      eachOf(attempts, AT_ONCE, (attemptId) =>
        port.record(
          provider,
          [{ type: "receipt", kind: "delivered", quality: "handset", attemptId }],
          new TextEncoder().encode(`a=${attemptId}&status=delivered`),
        ),
      );

    const running = relance.run({ signal: stop.signal });
    await stages.measure("claim, send, settle", total, () => quiet(relance, ledger, total));
    const answering = Math.round(total * ANSWER_SHARE);
    const first = main.drain();
    await stages.measure("receipts, one by one", first.length, () => receipts(first, "sms.main"));
    await stages.measure("acknowledgements, one by one", answering, () =>
      eachOf(
        Array.from({ length: answering }, (_, n) => n),
        AT_ONCE,
        (n) => relance.acknowledge([{ key: `p${n}`, on: "done" }]),
      ),
    );
    const silent = total - answering;
    clock.advance(13 * HOUR);
    await stages.measure("escalate, send over the second", silent, () => quiet(relance, ledger, total + silent));
    const later = second.drain();
    await stages.measure("receipts of the second", later.length, () => receipts(later, "sms.second"));
    clock.advance(13 * HOUR);
    await stages.measure("end of the ladder", silent, () =>
      until(async () => (await ledger()).states.exhausted >= silent),
    );
    const start = performance.now();
    const { states, holds, totals } = await ledger();
    const countMs = performance.now() - start;
    await stages.measure("stop, and seal the remaining events", total, async () => {
      stop.abort();
      await running;
      const isLeft = async () => (await readSealing(store)).unsealedSince !== undefined;
      while (options.get("without") !== "evidence" && (await isLeft())) await relance.runOnce({ within: "1s" });
    });
    stages.summary();
    console.log(`status counters ${countMs.toFixed(1)} ms · ${totals.attempts.toLocaleString("en")} attempts`);
    console.log(
      `${total.toLocaleString("en")} = ${states.acknowledged.toLocaleString("en")} acknowledged + ${states.exhausted.toLocaleString("en")} exhausted + ${(total - states.acknowledged - states.exhausted).toLocaleString("en")} unaccounted · the ledger ${holds ? "holds" : "DOES NOT HOLD"}`,
    );
  } finally {
    stop.abort();
    await relance.close();
  }
}
