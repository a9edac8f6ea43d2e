import { type Console, createConsole } from "@relance/console";
import type { RelanceLike } from "relance";
import { partsOf } from "relance/parts";
import { campaignStore } from "../campaign/campaign-store.ts";
import { CAMPAIGN, people as invented } from "../campaign/definition.ts";
import { openGateway } from "../campaign/open-gateway.ts";

const TOKEN = "a-token-for-the-bench";
const CONSOLES = [0, 1, 10];

interface Cost {
  readonly perSecond: number;
  /** CPU time of the whole process per thousand messages, in milliseconds. */
  readonly cpuMs: number;
}

/**
 * Measures messages per second with zero, one and ten open consoles. The consoles share the thread and the store of the
 * sending process, which is the worst case. Runs with zero, one and ten consoles alternate, so that other programs slow
 * down all of them equally.
 */
export async function costOfWatching(people: number, rounds: number): Promise<void> {
  console.log(`claim, send and settle ${people.toLocaleString("en")} messages, SQLite, Node ${process.version}`);
  const costs = new Map<number, Cost[]>(CONSOLES.map((consoles) => [consoles, []]));
  await once(Math.min(people, 5_000), 0); // the first run warms up the process and is not measured
  for (let round = 0; round < rounds; round++)
    for (const consoles of CONSOLES) costs.get(consoles)?.push(await once(people, consoles));
  const base = median(costs.get(0) ?? [], "cpuMs");
  for (const [consoles, all] of costs) {
    const [perSecond, cpuMs] = [median(all, "perSecond"), median(all, "cpuMs")];
    const more = (100 * (cpuMs - base)) / base;
    console.log(
      `${String(consoles).padStart(3)} consoles  ${Math.round(perSecond).toLocaleString("en").padStart(7)} messages/s  ${cpuMs.toFixed(1)} ms CPU a thousand (${more.toFixed(1)} % more)  of ${all.map((one) => one.cpuMs.toFixed(1)).join(", ")}`,
    );
  }
}

async function once(people: number, consoles: number): Promise<Cost> {
  await using over = await campaignStore("sqlite");
  const relance = await openGateway(over.store);
  const stop = new AbortController();
  const desk = createConsole({ gateway: relance, token: TOKEN });
  try {
    const campaign = await relance.campaigns.start(CAMPAIGN, { rows: invented(people) });
    const watching = Array.from({ length: consoles }, () => watch(desk));
    const cpu = process.cpuUsage();
    const start = performance.now();
    const running = relance.run({ signal: stop.signal });
    await sent(relance, () => campaign.ledger().then(({ attempts }) => attempts), people);
    const seconds = (performance.now() - start) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    desk.close();
    await Promise.all(watching);
    stop.abort();
    await running;
    return { perSecond: people / seconds, cpuMs: (user + system) / people };
  } finally {
    stop.abort();
    await relance.close();
  }
}

async function watch(desk: Console): Promise<void> {
  const cookie = (await desk.handle(new Request(`http://127.0.0.1/?token=${TOKEN}`))).headers.get("set-cookie") ?? "";
  const live = new Request("http://127.0.0.1/live?view=campaign:1", { headers: { cookie } });
  for await (const _ of (await desk.handle(live)).body ?? []);
}

async function sent(
  relance: RelanceLike,
  attempts: () => Promise<readonly { readonly state: string; readonly count: number }[]>,
  people: number,
): Promise<void> {
  for (;;) {
    if (partsOf(relance).engine.pulse().inFlight === 0) {
      const accepted = (await attempts()).filter(({ state }) => state === "accepted");
      if (accepted.reduce((sum, { count }) => sum + count, 0) >= people) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function median(all: readonly Cost[], of: keyof Cost): number {
  return all.map((one) => one[of]).sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
}
