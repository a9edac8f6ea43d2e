// `npm run demo`: one campaign for 2,000 people, twice on the same seed. `-- --exit` ends after the ledger.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ledger } from "relance";
import { CampaignTime } from "./campaign-time.ts";
import { type Outside, openOutside, rowsOf } from "./far-ends.ts";
import { meaning, moment, Screen } from "./screen.ts";
import { sendAndHope } from "./send-and-hope.ts";
import { startWorker, type WorkerProcess } from "./worker-process.ts";

const PEOPLE = 2_000;
const LOSS = 0.26;
const SEED = 26;
const START = Date.parse("2013-08-01T08:00:00Z");
const DEADLINE = Date.parse("2013-08-15T21:59:00Z");

const isExit = process.argv.includes("--exit");
const started = performance.now();
const folder = mkdtempSync(join(tmpdir(), "relance-demo-"));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 8077;
}

const port = await freePort();
const outside: Outside = await openOutside({ seed: SEED, people: PEOPLE, startAt: START, loss: LOSS });
const env = {
  ...outside.env,
  DEMO_DB: join(folder, "demo.db"),
  DEMO_PORT: String(port),
  DEMO_PUBLIC_URL: `http://127.0.0.1:${port}/relance`,
  DEMO_SECRET: randomBytes(24).toString("base64url"),
};

console.log(
  `${PEOPLE.toLocaleString("en")} people must re-register before ${moment(DEADLINE)}. The first carrier will lose ${LOSS * 100} % of its SMS and say nothing.`,
);
const hopeful = await openOutside({ seed: SEED, people: PEOPLE, startAt: START, loss: LOSS });
const hope = await sendAndHope(hopeful);
await hopeful[Symbol.asyncDispose]();

const screen = new Screen(hope, PEOPLE);
const time = new CampaignTime(outside, START);
const spawn = () => startWorker({ ...env, DEMO_OFFSET: String(time.offset) });
let worker: WorkerProcess = await spawn();
await worker.ask({ type: "start", rows: rowsOf(outside.people) }, "started");
const { url } = await worker.ask({ type: "you" }, "you");
console.log(`${" ".repeat(38)}│ recipient 2,001 is you: ${url}`);

const taken = () => Object.values(outside.world.report().couriers).reduce((sum, { taken: n }) => sum + n, 0);
await time.follow(() => taken() >= PEOPLE / 2);
const killed = worker.pid;
await worker.kill();
screen.show({
  at: time.now(),
  ledger: undefined,
  note: `SIGKILL: worker ${killed} died with messages on the wire`,
});
worker = await spawn();
screen.show({ at: time.now(), ledger: undefined, note: `worker ${worker.pid} goes on where it stopped` });

let ledger: Ledger | undefined;
while (time.now() < DEADLINE + 60_000) {
  ledger = await time.turn(worker, DEADLINE + 120_000);
  screen.show({ at: time.now(), ledger, note: meaning(ledger) });
  const open = (ledger?.states.pending ?? 1) + (ledger?.states.active ?? 0);
  if (open === 0) break;
}

const list = await worker.ask({ type: "unreached" }, "unreached");
const report = outside.world.report();
const confirmed = ledger?.states.acknowledged ?? 0;
const unreached = list.people.length;
const unaccounted = PEOPLE - confirmed - unreached;
const causes = new Map<string, number>();
for (const { cause } of list.people) causes.set(cause, (causes.get(cause) ?? 0) + 1);
const seconds = ((performance.now() - started) / 1_000).toFixed(0);

console.log(`
send and hope   ${hope.accepted.toLocaleString("en")} accepted, ${hope.errors} errors; ${hope.neverKnew} people never knew
relance         ${PEOPLE.toLocaleString("en")} = ${confirmed.toLocaleString("en")} confirmed + ${unreached} unreached (listed, with reasons) + ${unaccounted} unaccounted
                repeated messages: ${report.repeats} · the ledger ${ledger?.holds ? "holds" : "DOES NOT HOLD"} · ${seconds} s

unreached, for the people who will now phone or write:
${[...causes].map(([cause, n]) => `  ${String(n).padStart(4)}  ${cause}`).join("\n")}
${list.people
  .slice(0, 3)
  .map(({ key, cause, contacts }) => `  ${key}  ${cause}  ${contacts.join(", ")}`)
  .join("\n")}
  …`);

const holds = ledger?.holds === true && unaccounted === 0 && report.repeats === 0;
if (isExit) await close(holds ? 0 : 1);
console.log(`
Still up. Your link: ${url}
The database: ${env.DEMO_DB}
Ctrl-C ends it.`);
process.once("SIGINT", () => close(0));
process.once("SIGTERM", () => close(0));

async function close(code: number): Promise<never> {
  await worker.stop();
  await outside[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
