/**
 * `npm run bench` measures a campaign; `npm run bench -- providers` each provider against its loopback far end;
 * `npm run bench -- ingest` receipts through real HTTP, over both stores; `npm run bench -- workers` how several
 * worker processes share a campaign; `npm run bench -- console` what open consoles cost; `npm run bench -- urgent` how long
 * one `send()` waits behind a campaign; `npm run bench -- bounces` how well delivery reports are read; `npm run bench --
 * watch` how soon silent loss is noticed, `npm run bench -- answers` by people's answers alone; `npm run bench --
 * encryption` and `npm run bench -- evidence` what these two cost a campaign; `npm run bench -- peers` how relance stands beside job queues.
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
  "store-postgres": () => import("./store-postgres.ts"),
  "store-sqlite": () => import("./store-sqlite.ts"),
  urgent: () => import("./urgent/urgent.ts"),
  watch: () => import("./watch/watch.ts"),
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
