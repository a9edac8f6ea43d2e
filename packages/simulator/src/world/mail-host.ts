import { type Courier, createCourier } from "./courier.ts";
import type { CourierOptions } from "./courier-options.ts";
import { type Latency, latencyMs, MAIL_LATENCY } from "./latency.ts";
import { diceOf, happens } from "./seeded-random.ts";
import type { WorldCore } from "./world-core.ts";

export interface MailHostOptions extends CourierOptions {
  /** Mailboxes behind a scanner that follows every link seconds after the delivery. @default 0 */
  readonly scanners?: number | undefined;
  /** Reports mail that comes back, and nothing else. @default false */
  readonly bounces?: boolean | undefined;
  /** Share of those scanners that also fill in the forms they find. @default 0 */
  readonly formFillers?: number | undefined;
}

/** Takes mail for its mailboxes. It reports nothing: mail has no receipts that prove a reader. */
export interface MailHost extends Courier {
  readonly channel: "email";
}

const SCAN_LATENCY: Latency = [{ share: 1, medianMs: 4_000, sigma: 0.6 }];

export function createMailHost(core: WorldCore, name: string, options: MailHostOptions): MailHost {
  const { clock, hands, seed } = core;
  const courier = createCourier(
    core,
    name,
    "email",
    { ...options, latency: options.latency ?? MAIL_LATENCY },
    { quality: "mailbox-server", speaks: options.bounces === true ? "bounces" : "nobody", inspect },
  );
  return { ...courier, channel: "email" };

  function inspect(identity: string, links: readonly string[]): void {
    if (!happens(options.scanners ?? 0, seed, [identity, "scanner"])) return;
    const fills = happens(options.formFillers ?? 0, seed, [identity, "fills"]);
    const methods = fills ? (["FORMS"] as const) : (["HEAD", "GET"] as const);
    const dice = diceOf(seed, [identity, "scan", links.length]);
    for (const url of links) {
      clock.at(clock.now() + latencyMs(SCAN_LATENCY, dice), () => {
        for (const method of methods) core.track(hands.visit?.({ url, method }));
      });
    }
  }
}
