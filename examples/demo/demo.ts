// `npm run demo` runs a campaign for 2,000 recipients. `-- --exit` ends the demo after the ledger. `-- --store postgres
// --workers 3` uses three sending processes and one receiving process; you may kill any of them. `-- --console` prints
// a URL to watch the campaign in a browser.
import type { Ledger } from "relance";
import { CampaignTime, onTheWire } from "./campaign-time.ts";
import { openOutside, rowsOf } from "./fake-vendors.ts";
import { checkLedgers, FORGERIES, forge, pressAgain, pressLate } from "./odd-confirmations.ts";
import { readOptions } from "./options.ts";
import { report } from "./report.ts";
import { type Line, meaning, moment, Screen } from "./screen.ts";
import { type Hope, sendAndHope } from "./send-and-hope.ts";
import { setUp } from "./set-up.ts";

const options = readOptions();
const { people: PEOPLE } = options;
const LOSS = 0.26;
const SEED = 26;
/** Number of recipients who answer after the deadline. */
const LATE = 12;
/** Milliseconds between two checks that all due messages are in flight. */
const LOOK_MS = 20;
const MOST_LOOKS = 400;
const START = Date.parse("2013-08-01T08:00:00Z");
const DEADLINE = Date.parse("2013-08-15T21:59:00Z");

const LINES: readonly Line[] = [
  { label: "first provider", provider: "sms.main", words: () => "sent through the first provider" },
  {
    label: "second provider",
    provider: "sms.second",
    words(missingOf) {
      const missing = missingOf("sms.main");
      return missing === 0
        ? "the others are sent through the second provider"
        : `${missing.toLocaleString("en")} receipts missing: the second provider takes over`;
    },
  },
  {
    label: "email",
    provider: "email.smtp",
    reportsNothing: true,
    words: () => "unconfirmed recipients get an email",
  },
  { label: "push", provider: "push.web", words: () => "unconfirmed recipients get a push message" },
];

/** Sends to the same recipients with a simple loop that only counts what the API accepted. */
async function hoping(): Promise<Hope> {
  const outside = await openOutside({ seed: SEED, people: PEOPLE, startAt: START, loss: LOSS });
  const hope = await sendAndHope(outside);
  await outside[Symbol.asyncDispose]();
  return hope;
}

function leftColumn({ accepted, errors, neverKnew }: Hope): readonly string[] {
  const count = (n: number) => n.toLocaleString("en");
  return [
    `${count(accepted)} accepted, ${count(errors)} errors`,
    `"all ${count(PEOPLE)} reminded"`,
    "",
    "what nobody can see:",
    `${count(neverKnew)} people never knew`,
  ];
}

console.log(
  `${PEOPLE.toLocaleString("en")} people must re-register before ${moment(DEADLINE)}.
The first provider loses ${LOSS * 100} % of its SMS and reports no error.`,
);
const hope = await hoping();
const outside = await openOutside({ seed: SEED, people: PEOPLE, startAt: START, loss: LOSS });
const screen = new Screen(LINES, options.isVerbose, leftColumn(hope));
const time = new CampaignTime(outside, START);
const { team, publicUrl, say, close } = await setUp({ options, outside, time, screen });
await team.ask({ type: "start", rows: rowsOf(outside.people) }, "started");
const { url } = await team.ask({ type: "you" }, "you");
screen.say(`recipient ${(PEOPLE + 1).toLocaleString("en")} is you:\n${url}`);

/** Tries double clicks, changed answers and forgeries while no other work of the campaign is due. */
async function oddities(): Promise<readonly string[]> {
  const before = await time.leapTo(time.now(), team);
  const { people } = await team.ask({ type: "links", of: "confirmed", count: 20 }, "links");
  const { again, otherwise } = await pressAgain(outside.hands, people);
  const taken = await forge(publicUrl, people);
  const after = await time.look(team);
  say(`${again} recipients confirm again, ${otherwise} then ask for help: all stay confirmed`);
  say(`${FORGERIES} forged links and receipts: ${FORGERIES - taken} refused`);
  return before && after ? checkLedgers(before, after, taken) : ["no ledger"];
}

const taken = () => Object.values(outside.world.report().couriers).reduce((sum, { taken: n }) => sum + n, 0);

/**
 * Kills a worker when all due messages are in flight. The simulated APIs answer only after the kill, so that the same
 * messages are in flight on every machine.
 */
async function killOnTheWire(): Promise<boolean> {
  outside.hold(true);
  let held = onTheWire(await team.glance(time.now()));
  for (let looks = 0; held > 0 && held !== outside.world.inFlight() && looks < MOST_LOOKS; looks++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    held = onTheWire(await team.glance(time.now()));
  }
  if (held > 0) {
    const killed = await team.killOne();
    screen.say(`${moment(time.now())}  SIGKILL for worker ${killed}, with ${held} messages on the wire`);
  }
  outside.hold(false);
  return held > 0;
}

let isKilled = false;
let ledger: Ledger | undefined;
let note = "";
let odd: readonly string[] | undefined;
while (time.now() < DEADLINE + 60_000) {
  const before = ledger;
  if (!isKilled && taken() >= PEOPLE / 2) isKilled = await killOnTheWire();
  const pulse = await time.turn(team, DEADLINE + 120_000);
  ledger = pulse.ledger;
  screen.tell(pulse.incidents);
  const held = onTheWire(ledger);
  if (held > 0 && onTheWire(before) === 0)
    say(`${held} messages of the killed worker may have been sent: relance waits until its lease ends`);
  note = meaning(LINES, ledger, before) ?? note;
  screen.show({ at: time.now(), ledger, note });
  if (odd === undefined && (ledger?.states.acknowledged ?? 0) > PEOPLE / 2) odd = await oddities();
  if (ledger !== undefined && ledger.states.pending + ledger.states.active === 0) break;
}

ledger = await time.leapTo(DEADLINE + 12 * 3_600_000, team);
const silent = await team.ask({ type: "links", of: "silent", count: LATE }, "links");
const late = await pressLate(outside.hands, silent.people);
ledger = await time.leapTo(time.now() + 1_000, team);
screen.say(`${moment(time.now())}  ${late} recipients answer after the deadline: recorded as late`);

const { people } = await team.ask({ type: "unreached" }, "unreached");
const wrong = [...(odd ?? ["nobody confirmed"]), ...(ledger?.late === late ? [] : ["not all late answers are late"])];
const unwritten = people.filter(({ isWritten }) => !isWritten).length;
if (unwritten > 0) wrong.push(`${unwritten} recipients got no message`);
const { accepted, errors, neverKnew } = hope;
console.log(
  `\nsend and hope   ${accepted.toLocaleString("en")} accepted, ${errors} errors; ${neverKnew} people never knew`,
);
const { repeats } = outside.world.report();
const holds = report({ people: PEOPLE, ledger, unreached: people, repeats, wrong });
if (options.isExit) await close(holds ? 0 : 1);
console.log(`\nThe gateway is still running: open your link and answer.\n${url}\nCtrl-C ends it.`);
for (let said = ""; ; await new Promise((resolve) => setTimeout(resolve, 1_000))) {
  const { state, answer } = await team.ask({ type: "your-state" }, "your-state");
  const now = `you: ${state}${answer === undefined ? "" : `, answered ${answer}`}`;
  if (said !== "" && now !== said) console.log(now);
  said = now;
}
