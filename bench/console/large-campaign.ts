import { type Console, createConsole } from "@relance/console";
import type { RelanceLike } from "relance";
import { partsOf } from "relance/parts";
import { campaignStore } from "../campaign/campaign-store.ts";
import { CAMPAIGN, people as invented } from "../campaign/definition.ts";
import { openGateway } from "../campaign/open-gateway.ts";

const TOKEN = "a-token-for-the-bench";
/** Sections that the page shows before the server has counted the campaign's events. */
const SECTIONS = ["now", "incidents", "providers", "errors", "curves"];
const COUNTED = "story";
const WATCHED_MS = 20_000;

/** Measures the cost of opening the page of a large campaign, and of keeping the page open while nothing happens. */
export async function largeCampaign(people: number, sent: number): Promise<void> {
  await using over = await campaignStore("sqlite");
  const relance = await openGateway(over.store);
  const desk = createConsole({ gateway: relance, token: TOKEN });
  try {
    await relance.campaigns.start(CAMPAIGN, { rows: invented(people) });
    await sendTo(relance, sent);
    const start = performance.now();
    const stream = await open(desk);
    const told = new Set<string>();
    let [openMs, countedMs] = [0, 0];
    let bytes = 0;
    let cpu = process.cpuUsage();
    const decoder = new TextDecoder();
    let end = Number.POSITIVE_INFINITY;
    for await (const chunk of stream) {
      const text = decoder.decode(chunk, { stream: true });
      for (const [, section = ""] of text.matchAll(/^event: (\w+)$/gm)) told.add(section);
      if (openMs === 0 && SECTIONS.every((section) => told.has(section))) openMs = performance.now() - start;
      if (countedMs === 0 && openMs > 0 && told.has(COUNTED)) {
        countedMs = performance.now() - start;
        cpu = process.cpuUsage();
        bytes = 0;
        end = performance.now() + WATCHED_MS;
      }
      bytes += chunk.length;
      if (performance.now() >= end) break;
    }
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - end + WATCHED_MS) / 1_000;
    console.log(
      `${people.toLocaleString("en").padStart(9)} people, ${sent.toLocaleString("en")} sent to: every section after ${Math.round(openMs)} ms, events counted after ${Math.round(countedMs)} ms; ` +
        `then ${((user + system) / 10_000 / seconds).toFixed(2)} % of a core, ${Math.round(bytes / seconds / 1_024)} kB a second`,
    );
  } finally {
    desk.close();
    await relance.close();
  }
}

async function open(desk: Console): Promise<ReadableStream<Uint8Array>> {
  const cookie = (await desk.handle(new Request(`http://127.0.0.1/?token=${TOKEN}`))).headers.get("set-cookie") ?? "";
  const live = await desk.handle(new Request("http://127.0.0.1/live?view=campaign:1", { headers: { cookie } }));
  if (live.body === null) throw new Error("the console tells nothing");
  return live.body;
}

async function sendTo(relance: RelanceLike, sent: number): Promise<void> {
  if (sent === 0) return;
  const stop = new AbortController();
  const running = relance.run({ signal: stop.signal });
  const { store } = partsOf(relance);
  const acceptedOf = async () => {
    const [ledger] = await store.count(1);
    return ledger?.attempts.reduce((sum, { count }) => sum + count, 0) ?? 0;
  };
  while ((await acceptedOf()) < sent) await new Promise((resolve) => setTimeout(resolve, 50));
  stop.abort();
  await running;
}
