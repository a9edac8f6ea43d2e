import { availableParallelism, loadavg } from "node:os";
import type { Contender } from "./contender.ts";
import { startFakeVendor } from "./fake-vendors/start-fake-vendor.ts";
import { httpSmsContenders } from "./http-sms.ts";
import { measure, type Round } from "./measure.ts";
import { nodemailerContenders } from "./nodemailer.ts";
import { header, line } from "./table.ts";
import { twilioContenders } from "./twilio.ts";
import { webPushContenders } from "./web-push.ts";

const ROUNDS = 5;
/**
 * Number of warm-up rounds. Rounds of warm-up: while V8 compiles the code, the SMTP provider's CPU time halves over the
 * first 5,000 mails.
 */
const WARM_UP = 2.5;

/** Measures each provider against a loopback API; `--only twilio` measures only the file of that name. */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const roundMs = Number(options.get("round-ms") ?? 800);
  using http = await startFakeVendor("http");
  using smtp = await startFakeVendor("smtp");
  const families: Readonly<Record<string, () => readonly Contender[]>> = {
    twilio: () => twilioContenders(http.port),
    "http-sms": () => httpSmsContenders(http.port),
    nodemailer: () => nodemailerContenders(smtp.port),
    "web-push": () => webPushContenders(http.port),
  };
  const only = options.get("only");
  const contenders = Object.entries(families).flatMap(([name, make]) =>
    only === undefined || only === name ? make() : [],
  );
  explain(roundMs);
  const best = await bestOf(contenders, roundMs);
  header();
  for (const [contender, round] of best) line(contender, round);
  console.log("\n10,000 / CPU s is what one core would do that nobody else wants");
  await Promise.all(contenders.map((contender) => contender.close?.()));
}

function explain(roundMs: number): void {
  const load = loadavg()[0]?.toFixed(1);
  console.log(
    `each provider in this process, its fake vendor on loopback in another: bare servers that take everything, hold no state\nbest of ${ROUNDS} rounds of ${roundMs / 1_000} s, because machines are shared · load ${load} on ${availableParallelism()} cores · Node ${process.version}\n`,
  );
}

/** Rounds alternate between senders, so that other programs on the machine affect all senders. */
async function bestOf(contenders: readonly Contender[], roundMs: number): Promise<ReadonlyMap<Contender, Round>> {
  const best = new Map<Contender, Round>();
  for (const contender of contenders) await measure(contender, roundMs * WARM_UP);
  for (let round = 0; round < ROUNDS; round++) {
    for (const contender of contenders) {
      const now = await measure(contender, roundMs);
      if (now.perSecond > (best.get(contender)?.perSecond ?? 0)) best.set(contender, now);
    }
  }
  return best;
}
