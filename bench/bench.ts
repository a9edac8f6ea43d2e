/**
 * `npm run bench` measures a whole campaign. `npm run bench -- NAME` runs the benchmark in the folder or file NAME,
 * such as `providers`, `ingest` or `watch`.
 */
const [first = "campaign"] = process.argv.slice(2);
const name = first.startsWith("--") ? "campaign" : first;

const benches: Readonly<
  Record<string, () => Promise<{ readonly run: (options: ReadonlyMap<string, string>) => Promise<void> }>>
> = {
  answers: () => import("./watch/answers.ts"),
  bounces: () => import("./bounces/bounces.ts"),
  campaign: () => import("./campaign/campaign.ts"),
  console: () => import("./console/console.ts"),
  encryption: () => import("./price.ts"),
  evidence: () => import("./price.ts"),
  ingest: () => import("./ingest/ingest.ts"),
  peers: () => import("./contenders/peers.ts"),
  providers: () => import("./providers/providers.ts"),
  rehearsal: () => import("./rehearsal/rehearsal.ts"),
  "round-trips": () => import("./round-trips.ts"),
  "store-postgres": () => import("./store-postgres.ts"),
  "store-sqlite": () => import("./store-sqlite.ts"),
  urgent: () => import("./urgent/urgent.ts"),
  watch: () => import("./watch/watch.ts"),
  "watch-engine": () => import("./watch/on-engine.ts"),
  workers: () => import("./workers/workers.ts"),
};

function options(): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  const words = process.argv.slice(2);
  words.forEach((word, place) => {
    if (word.startsWith("--")) given.set(word.slice(2), words[place + 1] ?? "");
  });
  return given;
}

const load = benches[name];
if (load === undefined) {
  console.error(`there is no bench ${name}; write one of ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
await (await load()).run(options());
