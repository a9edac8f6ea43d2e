import { defineCampaign } from "@relance/campaign";
import { rehearse, type Scenario, type WeatherLine } from "@relance/rehearsal";
import { overSockets, type Shown, sockets } from "./over-sockets.ts";

const PEOPLE = 2_000;
const CAMPAIGN = {
  version: 1,
  name: "calibration",
  deadline: "1d",
  audience: { key: "id", contacts: { sms: "mobile" }, country: "FR" },
  firstWave: 100,
  rate: "10/s",
  watch: { onLoss: "reroute" },
  steps: [{ channel: "sms", route: ["main", "second"], template: "renew", wait: "4h" }],
} as const;
const SOURCES = { "renew.sms.liquid": "Please renew: {{ ack.url }}" };
const WORLDS: Readonly<Record<string, WeatherLine>> = {
  "one network, from the start": { network: "26%", loss: "100%" },
  "one network, from minute 3": { network: "26%", loss: "100%", from: "+3m" },
  "all, from minute 3": { loss: "100%", from: "+3m" },
  "26 % of all, from minute 3": { loss: "26%", from: "+3m" },
  "10 % of all, from minute 3": { loss: "10%", from: "+3m" },
};

/**
 * Runs the same scenarios in a rehearsal and on the engine over sockets, and prints both results. `--seeds 1,2`
 * selects seeds, and `--case` selects a scenario by the beginning of its name.
 */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const seeds = (options.get("seeds") ?? "101,102,103,104").split(",").map(Number);
  console.log("| world | first message lost: rehearsed | over sockets | noticed after: rehearsed | over sockets |");
  console.log("| --- | --- | --- | --- | --- |");
  for (const [name, line] of Object.entries(WORLDS)) {
    if (!name.startsWith(options.get("case") ?? "")) continue;
    const scenario: Scenario = { version: 1, name, weather: [line] };
    const rehearsed: Shown[] = [];
    const real: Shown[] = [];
    for (const seed of seeds) {
      rehearsed.push(await inRehearsal(scenario, seed));
      real.push(await overSockets({ campaign: campaign(), scenario, seed, people: PEOPLE }));
    }
    const cells = [
      spread(rehearsed.map(({ exposed }) => exposed)),
      spread(real.map(({ exposed }) => exposed)),
      spread(rehearsed.map(secondsOf)),
      spread(real.map(secondsOf)),
    ];
    console.log(`| ${[name, ...cells].join(" | ")} |`);
  }
}

function campaign() {
  return defineCampaign(CAMPAIGN, { sources: SOURCES });
}

async function inRehearsal(scenario: Scenario, seed: number): Promise<Shown> {
  const config = { providers: { sms: sockets({ main: "http://127.0.0.1", second: "http://127.0.0.1" }) } };
  const { rehearsal } = await rehearse({ campaign: campaign(), scenario, recipients: PEOPLE, seed, config });
  const { truth, detection } = rehearsal;
  return { exposed: truth.exposed, noticedAfterMs: detection?.noticedAfterMs };
}

function secondsOf({ noticedAfterMs }: Shown): number {
  return Math.round((noticedAfterMs ?? Number.POSITIVE_INFINITY) / 1_000);
}

function spread(values: readonly number[]): string {
  const text = (value: number) => (value === Number.POSITIVE_INFINITY ? "never" : `${value}`);
  return `${text(Math.min(...values))} to ${text(Math.max(...values))}`;
}
