// `npm run demo -- --channels` runs a campaign by app, then SMS, then email. The mail service silently loses all mails
// to one domain.
import type { Ledger } from "relance";
import { CampaignTime } from "../campaign-time.ts";
import { readOptions } from "../options.ts";
import { report } from "../report.ts";
import { type Line, meaning, moment, Screen } from "../screen.ts";
import { setUp } from "../set-up.ts";
import { openChannels } from "./fake-vendors.ts";

const SEED = 26;
const START = Date.parse("2013-08-01T08:00:00Z");
const DEADLINE = Date.parse("2013-08-15T21:59:00Z");
/** The simulated mail service loses all messages to this domain. */
const LOST = "free.example";
const LINES: readonly Line[] = [
  { label: "app", provider: "app.android", words: () => "recipients with the app get a notification" },
  { label: "SMS", provider: "sms.main", words: () => "recipients without the app or a confirmation get an SMS" },
  { label: "mail service", provider: "email.main", words: () => "unconfirmed recipients get an email" },
  {
    label: "mail server",
    provider: "email.smtp",
    reportsNothing: true,
    words: (missingOf) => `${missingOf("email.main")} receipts of mails missing: the mail server takes over`,
  },
];
/** Providers that must each send at least one receipt. */
const REPORTING = ["app.android", "sms.main", "email.main"];

const options = readOptions();
const { people } = options;
console.log(`${people.toLocaleString("en")} people must re-register before ${moment(DEADLINE)}: app, then SMS, then email.
The mail service loses all that goes to ${LOST} and says nothing.\n`);
const outside = await openChannels({ seed: SEED, people, startAt: START, lost: LOST });
const screen = new Screen(LINES, options.isVerbose);
const time = new CampaignTime(outside, START);
const env = { DEMO_STORY: "channels" };
const { team, publicUrl, close } = await setUp({ options, outside, time, screen, env });
outside.tellOfMails(`${publicUrl}/receipts/email.main`);
await team.ask({ type: "start", rows: outside.rows }, "started");

let ledger: Ledger | undefined;
let note = "";
const losses = new Set<string>();
while (time.now() < DEADLINE + 60_000) {
  const before = ledger;
  const pulse = await time.turn(team, DEADLINE + 120_000);
  ledger = pulse.ledger;
  screen.tell(pulse.incidents);
  for (const { fact } of pulse.incidents) {
    const [, lossy] = /^(\S+ to \S+) loses /.exec(fact) ?? [];
    if (lossy !== undefined) losses.add(lossy);
  }
  note = meaning(LINES, ledger, before) ?? note;
  screen.show({ at: time.now(), ledger, note });
  if (ledger !== undefined && ledger.states.pending + ledger.states.active === 0) break;
}

const unreached = (await team.ask({ type: "unreached" }, "unreached")).people;
const silent = REPORTING.filter(
  (name) => !ledger?.attempts.some(({ provider, evidence }) => provider === name && evidence === "delivered"),
);
const wrong = silent.map((provider) => `no receipt of ${provider}`);
const named = [...losses].join(", ");
if (named !== `email.main to ${LOST}`) wrong.push(`the watch named ${named || "no loss"}`);
console.log(
  `\nthe watch named ${named || "no loss"}; receipts came through ${REPORTING.length - silent.length} channels`,
);
const { repeats } = outside.world.report();
const holds = report({ people, ledger, unreached, repeats, wrong });
if (options.isExit) await close(holds ? 0 : 1);
console.log("\nThe gateway is still running. Ctrl-C ends it.");
