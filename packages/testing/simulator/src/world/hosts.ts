import { type Channel, checkOptions, nameAll } from "@relance/spec";
import { type Courier, createCourier } from "./courier.ts";
import type { CourierOptions } from "./courier-options.ts";
import { type Latency, latencyMs, MAIL_LATENCY, PUSH_LATENCY } from "./latency.ts";
import { happens, rollDice } from "./seeded-random.ts";
import type { WorldCore } from "./world-core.ts";

export interface InboundSms {
  readonly from: string;
  readonly to: string | undefined;
  readonly text: string;
  /** Set if the carrier handled the SMS as an opt-out keyword. */
  readonly optOut: "stop" | "start" | undefined;
  /** Number of the SMS among all SMS to this carrier, from 1. */
  readonly number: number;
}

export interface Carrier extends Courier {
  readonly channel: "sms";
  /** Calls `hear` for each SMS from a recipient. Returns a function that unsubscribes. */
  listen(hear: (inbound: InboundSms) => void): () => void;
  /** Sends an SMS from a recipient. After STOP, the carrier refuses messages to the recipient until START. */
  reply(from: string, to: string | undefined, text: string): InboundSms;
}

const STOP = /^(stop|stopall|unsubscribe|cancel|end|quit|arret|revoke|optout)$/;
const START = /^(start|yes|unstop)$/;

const NAMES = nameAll<CourierOptions>()(
  "loss unknownAddresses deadAddresses unreachable receipts transit limit latency receiptLatency",
);

export function createCarrier(core: WorldCore, name: string, options: CourierOptions): Carrier {
  checkOptions("courier", options, NAMES);
  const optedOut = new Set<string>();
  const ears = new Set<(inbound: InboundSms) => void>();
  let heard = 0;
  const courier = createCourier(core, name, "sms", options, {
    quality: "handset",
    speaks: "carrier",
    refuses: (address) => (optedOut.has(address) ? "opted-out" : undefined),
    reply: (from, to, text) => {
      reply(from, to, text);
    },
  });

  return {
    ...courier,
    channel: "sms",
    listen(hear) {
      ears.add(hear);
      return () => {
        ears.delete(hear);
      };
    },
    reply,
  };

  function reply(from: string, to: string | undefined, text: string): InboundSms {
    const word = text.trim().normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const optOut = STOP.test(word) ? "stop" : START.test(word) ? "start" : undefined;
    if (optOut === "stop") optedOut.add(from);
    if (optOut === "start") optedOut.delete(from);
    const inbound: InboundSms = { from, to, text, optOut, number: ++heard };
    for (const hear of ears) hear(inbound);
    return inbound;
  }
}

export interface MailHostOptions extends CourierOptions {
  /** Share of mailboxes with a scanner that opens every link seconds after delivery. @default 0 */
  readonly scanners?: number | undefined;
  /** Reports of the mail host: only bounces, or also arrivals. @default no reports */
  readonly reports?: "bounces" | "all" | undefined;
  /** Share of mailboxes with scanners that also submit forms. @default 0 */
  readonly formFillers?: number | undefined;
}

/** A mail host with mailboxes. Reports of a mail host do not prove that a recipient read the mail. */
export interface MailHost extends Courier {
  readonly channel: "email";
}

const SCAN_LATENCY: Latency = [{ share: 1, medianMs: 4_000, sigma: 0.6 }];

export function createMailHost(core: WorldCore, name: string, options: MailHostOptions): MailHost {
  checkOptions("courier", options, [...NAMES, "scanners", "reports", "formFillers"]);
  const { clock, hands, seed } = core;
  const speaks = { nothing: "nobody", bounces: "bounces", all: "carrier" } as const;
  const habits = { ...options, transit: false, latency: options.latency ?? MAIL_LATENCY };
  const trade = { quality: "mailbox-server", speaks: speaks[options.reports ?? "nothing"], inspect } as const;
  const courier = createCourier(core, name, "email", habits, trade);
  return { ...courier, channel: "email" };

  function inspect(identity: string, links: readonly string[]): void {
    if (!happens(options.scanners ?? 0, seed, [identity, "scanner"])) return;
    const fills = happens(options.formFillers ?? 0, seed, [identity, "fills"]);
    const methods = fills ? (["FORMS"] as const) : (["HEAD", "GET"] as const);
    const dice = rollDice(seed, [identity, "scan", links.length]);
    for (const url of links) {
      clock.at(clock.now() + latencyMs(SCAN_LATENCY, dice), () => {
        for (const method of methods) core.track(hands.visit?.({ url, method }));
      });
    }
  }
}

export interface PushService extends Courier {
  readonly channel: PushChannel;
  /** Ends a subscription. After this call, the service permanently refuses messages to the subscription. */
  expire(address: string): void;
}

type PushChannel = Exclude<Channel, "sms" | "email">;

export interface PushServiceOptions extends CourierOptions {
  /** @default "push" */
  readonly channel?: PushChannel | undefined;
}

export function createPushService(
  core: WorldCore,
  name: string,
  { channel = "push", ...options }: PushServiceOptions,
): PushService {
  checkOptions("courier", options, NAMES);
  const expired = new Set<string>();
  const habits = { ...options, latency: options.latency ?? PUSH_LATENCY };
  const courier = createCourier(core, name, channel, habits, {
    quality: "device",
    speaks: "device",
    refuses: (address) => (expired.has(address) ? "unknown-address" : undefined),
  });
  return { ...courier, channel, expire: (address) => void expired.add(address) };
}
