import type { CarrierHours, OnLoss, Plugin, Store } from "@relance/spec";
import { hello, openLaboratory, SECOND } from "./laboratory.ts";
import { reportingCarrier } from "./reporting-carrier.ts";
import { teachLatency } from "./teach-latency.ts";

export const PEOPLE = 3_000;
const STEP = { channel: "sms", route: ["main", "second"], template: "hello@1", wait: "48h" } as const;

export interface Setting {
  /** Number of recipients. @default 3,000 */
  readonly count?: number;
  /** Rate of the campaign. @default "100/s" */
  readonly rate?: string;
  readonly loses: (to: string, nth: number, now: number) => boolean;
  /** Milliseconds between two checks of the watch. @default as in the laboratory */
  readonly lookMs?: number;
  /** Returns whether the second carrier loses a message. @default none */
  readonly secondLoses?: Setting["loses"];
  /** Returns whether a carrier reports a message as undelivered. @default none */
  readonly fails?: (to: string) => boolean;
  readonly secondFails?: (to: string) => boolean;
  readonly onLoss?: OnLoss;
  /** Minutes between the first step and a second step with the same carriers. @default no second step */
  readonly secondStepAfter?: number;
  /** Number of recipients in the first wave; `undefined` for no first wave. @default 600 */
  readonly pilot?: number | undefined;
  /** Share of the recipients whose first message goes through the second carrier. @default none */
  readonly explore?: string;
  /** Deadline of the campaign. @default "72h", a day after the end of the wait */
  readonly deadline?: string;
  readonly slowness?: ((now: number) => number) | undefined;
  readonly secondSlowness?: ((now: number) => number) | undefined;
  /** When a ready receipt of the first carrier arrives. @default immediately */
  readonly lastReportAt?: ((readyAt: number) => number) | undefined;
  /** Whether earlier campaigns used both carriers. @default true */
  readonly areKnown?: boolean;
  /** Hours in which the first carrier delivers messages. @default all hours */
  readonly carrierHours?: CarrierHours;
  /** Wraps the store that the gateway uses. */
  readonly storeOf?: ((store: Store) => Store) | undefined;
  /** Providers of the steps. @default both carriers */
  readonly route?: readonly ("main" | "second")[];
  /** Plugins of the gateway. @default the default plugins */
  readonly plugins?: readonly Plugin[];
  /** Returns the phone number of a recipient. @default numbers in one network */
  readonly mobile?: (index: number) => string;
}

const ONE_NETWORK = (index: number) => `+336${String(3_998_0000 + index * 7).padStart(8, "0")}`;

export async function twoCarriers(setting: Setting) {
  const { loses, onLoss = "reroute", slowness, secondSlowness, deadline = "72h", lastReportAt, explore } = setting;
  const { count = PEOPLE } = setting;
  const pilot = "pilot" in setting ? setting.pilot : 600;
  const { secondStepAfter } = setting;
  const step = { ...STEP, route: setting.route ?? STEP.route };
  const { areKnown = true, mobile = ONE_NETWORK, secondLoses = () => false, carrierHours, storeOf } = setting;
  const store = () => lab.store;
  const carriers: ReturnType<typeof reportingCarrier>[] = [];
  const lab = await openLaboratory({
    storeOf,
    overrides: { pollMs: setting.lookMs },
    claimMs: 250,
    sms: (world) => {
      const main = {
        store,
        loses: (to: string, nth: number) => loses(to, nth, world.runtime.now()),
        slowness,
        lastReportAt,
        fails: setting.fails,
      };
      carriers.push(reportingCarrier(world, "sms.main", main));
      carriers.push(
        reportingCarrier(world, "sms.second", {
          store,
          slowness: secondSlowness,
          fails: setting.secondFails,
          loses: (to, nth) => secondLoses(to, nth, world.runtime.now()),
        }),
      );
      return { main: carriers[0]?.provider ?? never(), second: carriers[1]?.provider ?? never() };
    },
    config: {
      observe: { log: () => {} },
      evidence: false,
      ...(setting.plugins === undefined ? {} : { plugins: setting.plugins }),
      ...(carrierHours === undefined ? {} : { carrierHours: { "sms.main": carrierHours } }),
    },
  });
  if (areKnown) await teachLatency(lab.store);
  const { gateway } = await lab.open("worker");
  const receiver = {
    incarnation: "ear",
    role: "receiver",
    version: "1",
    providers: ["sms.main", "sms.second"],
  } as const;
  const beats = (async () => {
    for (;;) {
      await lab.store.heartbeat(receiver);
      await lab.world.runtime.sleep(5 * SECOND);
    }
  })();
  void beats;
  const stop = new AbortController();
  const stopped = gateway.run({ signal: stop.signal });
  const definition = {
    deadline,
    steps:
      secondStepAfter === undefined
        ? [step]
        : [{ ...step, route: ["main"], wait: `${secondStepAfter}m` as const }, step],
    firstWave: pilot,
    rate: setting.rate ?? "100/s",
    watch: { onLoss, explore },
  };
  await lab.finish(gateway.campaigns.start(hello(definition), { rows: people(mobile, count) }));
  const startedAt = lab.time.now();
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  const [main, second] = carriers;
  return { lab, gateway, startedAt, incidents, main: main ?? never(), second: second ?? never(), restart };

  /** Stops the worker and the watch for `pauseMs`. */
  async function restart(pauseMs: number): Promise<void> {
    stop.abort();
    await lab.finish(stopped);
    await lab.time.advance(pauseMs);
    const next = await lab.open("worker");
    void next.gateway.run({ signal: new AbortController().signal });
  }
}

function people(mobile: (index: number) => string, count: number) {
  return Array.from({ length: count }, (_, index) => ({ id: `p${index}`, mobile: mobile(index) }));
}

function never(): never {
  throw new Error("there are two carriers");
}
