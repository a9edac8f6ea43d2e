import type { CarrierHours, OnLoss, Plugin, Store } from "@relance/spec";
import { hello, openLaboratory, SECOND } from "./laboratory.ts";
import { reportingCarrier } from "./reporting-carrier.ts";
import { teachLatency } from "./teach-latency.ts";

export const PEOPLE = 3_000;
const STEP = { channel: "sms", route: ["main", "second"], template: "hello@1", wait: "48h" } as const;

export interface Setting {
  /** @default 3,000 */
  readonly count?: number;
  /** @default "100/s" */
  readonly rate?: string;
  readonly loses: (to: string, nth: number, now: number) => boolean;
  /** How often the watch looks, in milliseconds. @default as in the laboratory */
  readonly lookMs?: number;
  /** The other carrier loses as well. @default nothing */
  readonly secondLoses?: Setting["loses"];
  /** What each of them reports as undelivered. @default nothing */
  readonly fails?: (to: string) => boolean;
  readonly secondFails?: (to: string) => boolean;
  readonly onLoss?: OnLoss;
  /** How many minutes after the first step a second one follows over the same carriers. @default it does not */
  readonly secondStepAfter?: number;
  /** `undefined` = none. @default 600 */
  readonly pilot?: number | undefined;
  /** Share of the recipients who are drawn for the other carrier. @default none */
  readonly explore?: string;
  /** @default "+72h": a day more than the wait of the only step */
  readonly deadline?: string;
  readonly slowness?: ((now: number) => number) | undefined;
  readonly secondSlowness?: ((now: number) => number) | undefined;
  /** When a receipt of the first carrier reaches us. @default at once */
  readonly heardAt?: ((readyAt: number) => number) | undefined;
  /** Both were used before. @default true */
  readonly areKnown?: boolean;
  /** When the first carrier passes messages on. @default always */
  readonly carrierHours?: CarrierHours;
  /** Changes what the gateway sees of the store. */
  readonly storeOf?: ((store: Store) => Store) | undefined;
  /** @default those that run by default */
  readonly plugins?: readonly Plugin[];
  /** The number of a recipient. @default all of one network */
  readonly mobile?: (index: number) => string;
}

const ONE_NETWORK = (index: number) => `+336${String(3_998_0000 + index * 7).padStart(8, "0")}`;

/** A campaign through two carriers. */
export async function twoCarriers(setting: Setting) {
  const { loses, onLoss = "reroute", slowness, secondSlowness, deadline = "+72h", heardAt, explore } = setting;
  const { count = PEOPLE } = setting;
  const pilot = "pilot" in setting ? setting.pilot : 600;
  const { secondStepAfter } = setting;
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
        heardAt,
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
        ? [STEP]
        : [{ ...STEP, route: ["main"], wait: `${secondStepAfter}m` as const }, STEP],
    firstWave: pilot,
    rate: setting.rate ?? "100/s",
    watch: { onLoss, explore },
  };
  await lab.finish(gateway.campaigns.start(hello(definition), { rows: people(mobile, count) }));
  const startedAt = lab.time.now();
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  const [main, second] = carriers;
  return { lab, gateway, startedAt, incidents, main: main ?? never(), second: second ?? never(), restart };

  /** Nobody sends or watches for a while. */
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
