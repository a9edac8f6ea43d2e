import type { Provider } from "@relance/spec";
import { createRelance, defineConfig } from "relance";
import { campaignStore } from "../campaign/campaign-store.ts";
import { CAMPAIGN, people, TEMPLATES } from "../campaign/definition.ts";

/** Duration of one send, long enough that the campaign always occupies every connection of the provider. */
const ANSWER_MS = 50;
const SLOTS = 64;
const EVERY_MS = 100;

function busyProvider(reached: Map<string, number>, carried: { count: number }): Provider<"sms"> {
  return {
    kind: "busy",
    channel: "sms",
    vendor: "busy",
    capabilities: { receipts: false, replies: false },
    concurrency: SLOTS,
    async send({ content, attemptId }) {
      carried.count += 1;
      if (content.text.startsWith("urgent ")) reached.set(content.text, performance.now());
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
      return { ref: attemptId };
    },
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Measures how long one `send()` waits while a campaign of 650,000 recipients uses every slot of the provider. */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const total = Number(options.get("recipients") ?? 650_000);
  const count = Number(options.get("sends") ?? 300);
  await using over = await campaignStore(options.get("store") ?? "sqlite", options.get("bin"));
  const reached = new Map<string, number>();
  const carried = { count: 0 };
  const main = busyProvider(reached, carried);
  const relance = await createRelance(
    defineConfig({
      store: over.store,
      providers: { sms: { main, second: main } },
      publicUrl: "https://notify.example.org/relance",
      security: { signing: ["a-secret-for-the-bench"] },
      delivery: "live",
      templates: TEMPLATES,
    }),
  );
  const stop = new AbortController();
  try {
    await relance.campaigns.start(CAMPAIGN, { rows: people(total) });
    const running = relance.run({ signal: stop.signal });
    while (carried.count < 10 * SLOTS) await new Promise((resolve) => setTimeout(resolve, 20));
    const before = { count: carried.count, at: performance.now() };
    const asked = new Map<string, number>();
    for (let n = 0; n < count; n++) {
      const text = `urgent ${n}`;
      asked.set(text, performance.now());
      await relance.send({
        idempotencyKey: text,
        recipient: { key: text, contacts: { sms: `+336398${String(n).padStart(5, "0")}` } },
        steps: [{ channel: "sms", route: ["main"], content: { text } }],
      });
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
    while (reached.size < count) await new Promise((resolve) => setTimeout(resolve, 20));
    const perSecond = (1_000 * (carried.count - before.count)) / (performance.now() - before.at);
    stop.abort();
    await running;
    const waits = [...asked].map(([text, at]) => (reached.get(text) ?? Number.NaN) - at).sort((a, b) => a - b);
    const of = (share: number) => `${quantile(waits, share).toFixed(0)} ms`;
    console.log(
      `${total.toLocaleString("en")} people at ${perSecond.toFixed(0)}/s over ${SLOTS} slots of ${ANSWER_MS} ms · ${over.label} · Node ${process.version}`,
    );
    console.log(
      `${count} messages of send(), from the call to the provider: p50 ${of(0.5)} · p99 ${of(0.99)} · most ${of(1)}`,
    );
  } finally {
    stop.abort();
    await relance.close();
  }
}
