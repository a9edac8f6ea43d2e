import { twoCarriers } from "../../packages/testing/testing/test/support/two-carriers.ts";
import { Random } from "./random.ts";
import { MINUTE_MS, SECOND_MS, spreadText } from "./world.ts";

type Setting = Parameters<typeof twoCarriers>[0];

interface EngineCase extends Omit<Setting, "loses"> {
  readonly name: string;
  readonly runs: number;
  /** Second of the run in which the loss begins. */
  readonly fromS: number;
  /** Share of messages that are lost from `fromS` on. */
  readonly loss: number;
  /** Whether only messages to the first of four networks are lost. @default false */
  readonly isOneNetwork?: boolean;
  /** Factor for the latency of both vendors, whose normal median is 4 s. @default 1 */
  readonly slower?: number | ((random: Random) => number);
  /** Minutes of each run. @default 4 */
  readonly minutes?: number;
}

const TWO_MINUTES_MS = 2 * MINUTE_MS;
const NETWORKS = ["+3361", "+3366", "+3362", "+3367"];
const mobile = (index: number) => `${NETWORKS[index % 4]}${String(1_000_000 + index * 7).padStart(7, "0")}`;
const common = { mobile, lookMs: 2 * SECOND_MS } as const;
const KNOWN = { ...common, areKnown: true, pilot: undefined } as const;
const UNKNOWN = { ...common, areKnown: false, pilot: 400 } as const;

const CASES: readonly EngineCase[] = [
  { name: "26 % from the start, 100/s", runs: 200, ...KNOWN, rate: "100/s", fromS: 0, loss: 0.26 },
  { name: "10 % from the start, 100/s", runs: 25, ...KNOWN, rate: "100/s", count: 12_000, fromS: 0, loss: 0.1 },
  { name: "26 % from second 30, 20/s", runs: 25, ...KNOWN, rate: "20/s", count: 3_600, fromS: 30, loss: 0.26 },
  {
    name: "one silent network of 25 %, unknown vendor, first wave of 400",
    runs: 25,
    ...UNKNOWN,
    rate: "100/s",
    fromS: 0,
    loss: 1,
    isOneNetwork: true,
  },
  { name: "100 % from second 20, 20/s", runs: 25, ...KNOWN, rate: "20/s", count: 5_000, fromS: 20, loss: 1 },
  { name: "100 % from second 8, 200/s", runs: 25, ...KNOWN, rate: "200/s", count: 8_000, fromS: 8, loss: 1 },
  {
    name: "100 % from second 60, 20/s, unknown vendor",
    runs: 25,
    ...UNKNOWN,
    rate: "20/s",
    count: 5_000,
    fromS: 60,
    loss: 1,
  },
  {
    name: "100 % from second 60, 200/s, unknown vendor",
    runs: 25,
    ...UNKNOWN,
    rate: "200/s",
    count: 8_000,
    fromS: 60,
    loss: 1,
  },
  {
    name: "26 % from second 30, 20/s, no second vendor",
    runs: 25,
    ...KNOWN,
    route: ["main"],
    rate: "20/s",
    count: 3_600,
    fromS: 30,
    loss: 0.26,
  },
  {
    name: "26 % from the start, 100/s, no second vendor",
    runs: 25,
    ...KNOWN,
    route: ["main"],
    rate: "100/s",
    fromS: 0,
    loss: 0.26,
  },
  {
    name: "10 % from second 30, 100/s, no second vendor",
    runs: 25,
    ...KNOWN,
    route: ["main"],
    rate: "100/s",
    count: 12_000,
    fromS: 30,
    loss: 0.1,
  },
  { name: "healthy, 100/s", runs: 25, ...KNOWN, rate: "100/s", count: 12_000, fromS: 0, loss: 0 },
  {
    name: "healthy, unknown vendor, first wave of 400",
    runs: 25,
    ...UNKNOWN,
    rate: "100/s",
    count: 6_000,
    fromS: 0,
    loss: 0,
  },
  {
    name: "healthy, unknown vendor, receipts around 40 s",
    runs: 25,
    ...UNKNOWN,
    rate: "100/s",
    fromS: 0,
    loss: 0,
    slower: 10,
    minutes: 8,
  },
  {
    name: "healthy, unknown vendor, bursts every 2 min",
    runs: 25,
    ...UNKNOWN,
    rate: "20/s",
    fromS: 0,
    loss: 0,
    lastReportAt: (readyAt) => Math.ceil(readyAt / TWO_MINUTES_MS) * TWO_MINUTES_MS,
    minutes: 10,
  },
  {
    name: "healthy, known vendor, receipts ten times slower",
    runs: 25,
    ...KNOWN,
    rate: "20/s",
    fromS: 0,
    loss: 0,
    slower: 10,
    minutes: 12,
  },
  {
    name: "healthy, known vendor, 60 % around 2 s and 40 % around 20 s",
    runs: 25,
    ...KNOWN,
    rate: "20/s",
    fromS: 0,
    loss: 0,
    slower: (random) => (random.next() < 0.6 ? 0.5 : 5),
    minutes: 12,
  },
  {
    name: "half of one network of 25 % is lost, 20/s, unknown vendor",
    runs: 25,
    ...UNKNOWN,
    rate: "20/s",
    fromS: 0,
    loss: 0.5,
    isOneNetwork: true,
  },
];

interface Result {
  /** Seconds from the first lost message to the first incident. */
  readonly reportedAt: number | undefined;
  /** Time at which the watch first slowed down the vendor, paused the vendor, or rerouted its recipients. */
  readonly actedAt: number | undefined;
  readonly stoppedAt: number | undefined;
  /** The smallest, likeliest and largest loss that the incident reports. */
  readonly figures: readonly [least: number, likeliest: number, most: number] | undefined;
  readonly exposed: number;
  /** Number of messages after the first message to each recipient. */
  readonly repeated: number;
  readonly isLoss: boolean;
}

/**
 * For each seed, runs a whole gateway with two vendors, and prints when the watch stops sending through the first
 * vendor.
 */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  console.log(
    "| situation | runs | reported after: median, worst | then acted after: worst | stopped after: median, worst | lost messages: median, worst | second messages: worst | losses reported | likeliest loss: lowest, median, highest | inside the interval |",
  );
  console.log("| --- | --: | --- | --- | --- | --- | --: | --: | --- | --: |");
  for (const one of CASES.filter(({ name }) => name.includes(options.get("case") ?? ""))) {
    const runs = Number(options.get("runs") ?? one.runs);
    const results: Result[] = [];
    for (let seed = 1; seed <= runs; seed++) results.push(await runOnce(one, seed));
    const acted = results.map(({ reportedAt = 0, actedAt = reportedAt }) => actedAt - reportedAt);
    const exposed = results.map(({ exposed: count }) => count).toSorted((a, b) => a - b);
    const figures = results.flatMap(({ figures: own }) => (own === undefined ? [] : [own]));
    const likeliest = figures.map(([, share]) => Math.round(100 * share)).toSorted((a, b) => a - b);
    const cells = [
      one.name,
      runs,
      spreadText(
        results.flatMap(({ reportedAt }) => reportedAt ?? []),
        runs,
      ),
      `${Math.max(...acted)} s`,
      spreadText(
        results.flatMap(({ stoppedAt }) => stoppedAt ?? []),
        runs,
      ),
      `${exposed[Math.floor(runs / 2)]}, ${exposed.at(-1)}`,
      Math.max(...results.map(({ repeated }) => repeated)),
      results.filter(({ isLoss }) => isLoss).length,
      figures.length === 0
        ? ""
        : `${likeliest[0]} %, ${likeliest[Math.floor(likeliest.length / 2)]} %, ${likeliest.at(-1)} %`,
      `${figures.filter(([least, , most]) => least <= one.loss && one.loss <= most).length} of ${figures.length}`,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

async function runOnce(
  { fromS, loss, isOneNetwork = false, minutes = 4, slower = 1, ...setting }: EngineCase,
  seed: number,
): Promise<Result> {
  const random = new Random(seed);
  let from = Number.POSITIVE_INFINITY;
  let firstLost: number | undefined;
  let exposed = 0;
  const loses = (to: string, _nth: number, now: number) => {
    const isLost = now >= from && (!isOneNetwork || to.startsWith(NETWORKS[0] ?? "")) && random.next() < loss;
    if (isLost) {
      firstLost ??= now;
      exposed += 1;
    }
    return isLost;
  };
  // a loss from the start must begin before the campaign sends its first message
  if (fromS === 0) from = 0;
  const slowness = () => (typeof slower === "number" ? slower : slower(random)) * Math.exp(0.3 * random.normal());
  const { lab, incidents, startedAt, main, second } = await twoCarriers({
    ...setting,
    loses,
    slowness,
    secondSlowness: slowness,
  });
  if (fromS > 0) from = startedAt + (fromS + random.next()) * SECOND_MS;
  await lab.time.advance(minutes * MINUTE_MS + fromS * SECOND_MS);
  const all = (await incidents()).filter(({ provider }) => provider === "sms.main");
  const since = firstLost ?? startedAt;
  const sent = [...main.sent, ...second.sent];
  const seconds = (at: number | undefined) => (at === undefined ? undefined : Math.round((at - since) / SECOND_MS));
  const starts = all.map((incident) => incident.startedAt.getTime()).filter((at) => at >= since);
  const notes = all.flatMap(({ notes: own }) => own);
  const first = (...measures: readonly string[]) =>
    notes.find(({ did = "", at }) => measures.includes(did) && at.getTime() >= since)?.at.getTime();
  const { atLeast, likeliest, atMost } = all.find(({ kind }) => kind === "loss")?.figures ?? {};
  return {
    reportedAt: seconds(starts.length === 0 ? undefined : Math.min(...starts)),
    actedAt: seconds(first("rerouted", "paused", "slowed")),
    stoppedAt: seconds(first("rerouted", "paused")),
    exposed,
    repeated: sent.length - new Set(sent).size,
    isLoss: all.some(({ kind }) => kind === "loss"),
    figures:
      atLeast === undefined || likeliest === undefined || atMost === undefined
        ? undefined
        : [atLeast, likeliest, atMost],
  };
}
