// `npm run demo`: one campaign for 2,000 people, twice on the same seed. `-- --exit` ends after the ledger,
// `-- --store postgres --workers 3` lets three processes send and a fourth hear. Kill whichever you like.
// `-- --console` says where to watch it in a browser.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ledger } from "relance";
import { CampaignTime, onTheWire } from "./campaign-time.ts";
import { type ConsoleProcess, startConsole } from "./console-process.ts";
import { type Database, openDatabase } from "./database.ts";
import { type Outside, openOutside, rowsOf } from "./far-ends.ts";
import type { Unreached } from "./messages.ts";
import { checkLedgers, FORGERIES, forge, pressAgain, pressLate } from "./odd-confirmations.ts";
import { readOptions } from "./options.ts";
import { meaning, moment, Screen } from "./screen.ts";
import { type Hope, sendAndHope } from "./send-and-hope.ts";
import { type Role, Staff } from "./staff.ts";
import { startWorker } from "./worker-process.ts";

const { store, workers, people: PEOPLE, hasConsole, isExit } = readOptions();
const LOSS = 0.26;
const SEED = 26;
/** People who answer after the deadline. */
const LATE = 12;
/** How often it is looked whether all that is due is on the wire, in milliseconds, and how many times. */
const LOOK_MS = 20;
const MOST_LOOKS = 400;
const START = Date.parse("2013-08-01T08:00:00Z");
const DEADLINE = Date.parse("2013-08-15T21:59:00Z");

const started = performance.now();
const folder = mkdtempSync(join(tmpdir(), "relance-demo-"));
let staff: Staff | undefined;
let open: Outside | undefined;
let database: Database | undefined;
let desk: ConsoleProcess | undefined;
process.once("SIGINT", () => close(130));
process.once("SIGTERM", () => close(143));

async function close(code: number): Promise<never> {
  await staff?.stop();
  desk?.stop();
  await open?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 8077;
}

/** The left column: the same people, the same carrier, and a loop that counts what the API accepted. */
async function hoping(): Promise<Hope> {
  const outside = await openOutside({ seed: SEED, people: PEOPLE, startAt: START, loss: LOSS });
  const hope = await sendAndHope(outside);
  await outside[Symbol.asyncDispose]();
  return hope;
}

function report(
  hope: Hope,
  ledger: Ledger | undefined,
  unreached: readonly Unreached[],
  repeats: number,
  wrong: readonly string[],
): boolean {
  const confirmed = ledger?.states.acknowledged ?? 0;
  const unaccounted = PEOPLE - confirmed - unreached.length;
  const causes = new Map<string, number>();
  for (const { cause } of unreached) causes.set(cause, (causes.get(cause) ?? 0) + 1);
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  const count = (n: number) => n.toLocaleString("en");
  console.log(`
send and hope   ${count(hope.accepted)} accepted, ${hope.errors} errors; ${hope.neverKnew} people never knew
relance         ${count(PEOPLE)} = ${count(confirmed)} confirmed (${ledger?.late ?? 0} late) + ${unreached.length} unreached (all listed) + ${unaccounted} unaccounted
                repeated messages: ${repeats} · the ledger ${ledger?.holds ? "holds" : "DOES NOT HOLD"} · ${seconds} s

unreached, for the people who will now phone or write:
${[...causes].map(([cause, n]) => `  ${String(n).padStart(4)}  ${cause}`).join("\n")}`);
  for (const { key, cause, contacts } of unreached.slice(0, 3))
    console.log(`  ${key}  ${cause}  ${contacts.join(", ")}`);
  console.log("  …");
  for (const fact of wrong) console.log(`WRONG: ${fact}`);
  return ledger?.holds === true && unaccounted === 0 && repeats === 0 && wrong.length === 0;
}

console.log(
  `${PEOPLE.toLocaleString("en")} people must re-register before ${moment(DEADLINE)}.
The first carrier loses ${LOSS * 100} % of its SMS and says nothing.`,
);
const hope = await hoping();
const port = await freePort();
const outside = await openOutside({ seed: SEED, people: PEOPLE, startAt: START, loss: LOSS });
open = outside;
const screen = new Screen(hope, PEOPLE);
const time = new CampaignTime(outside, START);
const say = (line: string) => screen.say(`${moment(time.now())}  ${line}`);
database = store === "postgres" ? await openDatabase(say) : undefined;
const serverPid = database?.pid();
if (serverPid !== undefined) say(`PostgreSQL ${serverPid} works`);
const env = {
  ...outside.env,
  ...database?.env,
  DEMO_DB: join(folder, "demo.db"),
  DEMO_PORT: String(port),
  DEMO_PUBLIC_URL: `http://127.0.0.1:${port}/relance`,
  DEMO_SECRET: randomBytes(24).toString("base64url"),
};
const watching = hasConsole
  ? {
      DEMO_CONSOLE_PORT: String(await freePort()),
      RELANCE_CONSOLE_TOKEN: randomBytes(18).toString("base64url"),
    }
  : undefined;
const roles: readonly Role[] =
  store === "sqlite" ? ["all"] : [...Array.from({ length: workers }, () => "worker" as const), "receiver"];
const team = new Staff(
  roles,
  (role) => startWorker({ ...env, DEMO_ROLE: role, DEMO_AT: String(time.now()) }),
  say,
  (at) => desk?.tellTime(at),
);
staff = team;
await team.open();
if (watching !== undefined) {
  desk = startConsole({ ...env, ...watching, DEMO_AT: String(time.now()) });
  screen.say(`watch it at http://127.0.0.1:${watching.DEMO_CONSOLE_PORT}/?token=${watching.RELANCE_CONSOLE_TOKEN}`);
}
await team.ask({ type: "start", rows: rowsOf(outside.people) }, "started");
const { url } = await team.ask({ type: "you" }, "you");
screen.say(`recipient ${(PEOPLE + 1).toLocaleString("en")} is you:\n${url}`);

/** In the middle of it: double clicks, changes of mind and forgeries, while nobody else does anything. */
async function oddities(): Promise<readonly string[]> {
  const before = await time.leapTo(time.now(), team);
  const { people } = await team.ask({ type: "links", of: "confirmed", count: 20 }, "links");
  const { again, otherwise } = await pressAgain(outside.hands, people);
  const taken = await forge(env.DEMO_PUBLIC_URL, people);
  const after = await time.look(team);
  const at = moment(time.now());
  screen.say(
    `${at}  ${again} confirmed people press again, ${otherwise} of them then ask for help: kept, and still confirmed`,
  );
  screen.say(`${at}  ${FORGERIES} forged links and receipts: ${FORGERIES - taken} refused`);
  return before && after ? checkLedgers(before, after, taken) : ["no ledger"];
}

const taken = () => Object.values(outside.world.report().couriers).reduce((sum, { taken: n }) => sum + n, 0);

/** The carriers hold their answers until all that is due is on the wire: whose message that is depends on no machine. */
async function killOnTheWire(): Promise<boolean> {
  outside.silence(true);
  let held = onTheWire(await team.glance(time.now()));
  for (let looks = 0; held > 0 && held !== outside.world.inFlight() && looks < MOST_LOOKS; looks++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    held = onTheWire(await team.glance(time.now()));
  }
  if (held > 0) say(`SIGKILL for worker ${await team.killOne()}, with ${held} messages on the wire`);
  outside.silence(false);
  return held > 0;
}

let isKilled = false;
let ledger: Ledger | undefined;
let note = "";
let told = 0;
let odd: readonly string[] | undefined;
while (time.now() < DEADLINE + 60_000) {
  const before = ledger;
  if (!isKilled && taken() >= PEOPLE / 2) isKilled = await killOnTheWire();
  const pulse = await time.turn(team, DEADLINE + 120_000);
  ledger = pulse.ledger;
  for (const { at, fact, action } of pulse.incidents.slice(told)) {
    screen.say(`${moment(at)}  the watch: ${fact}`);
    if (action !== undefined) screen.say(`                   ${action}`);
  }
  told = pulse.incidents.length;
  const held = onTheWire(ledger);
  if (held > 0 && onTheWire(before) === 0)
    say(`${held} messages of whoever died may have left: nobody touches them until the lease ends`);
  note = meaning(ledger, before) ?? note;
  screen.show({ at: time.now(), ledger, note });
  if (odd === undefined && (ledger?.states.acknowledged ?? 0) > PEOPLE / 2) odd = await oddities();
  if (ledger !== undefined && ledger.states.pending + ledger.states.active === 0) break;
}

ledger = await time.leapTo(DEADLINE + 12 * 3_600_000, team);
const silent = await team.ask({ type: "links", of: "silent", count: LATE }, "links");
const late = await pressLate(outside.hands, silent.people);
ledger = await time.leapTo(time.now() + 1_000, team);
screen.say(`${moment(time.now())}  ${late} people answer after the deadline: recorded, as late`);

const { people } = await team.ask({ type: "unreached" }, "unreached");
const wrong = [...(odd ?? ["nobody confirmed"]), ...(ledger?.late === late ? [] : ["not all late answers are late"])];
const unwritten = people.filter(({ isWritten }) => !isWritten).length;
if (unwritten > 0) wrong.push(`${unwritten} people were never written to`);
const holds = report(hope, ledger, people, outside.world.report().repeats, wrong);
if (isExit) await close(holds ? 0 : 1);
console.log(`\nStill up: open your link and answer.\n${url}\nCtrl-C ends it.`);
for (let said = ""; ; await new Promise((resolve) => setTimeout(resolve, 1_000))) {
  const { state, answer } = await team.ask({ type: "your-state" }, "your-state");
  const now = `you: ${state}${answer === undefined ? "" : `, answered ${answer}`}`;
  if (now !== said) console.log(now);
  said = now;
}
