import { type OutgoingWebhook, outgoingWebhooks } from "@relance/outgoing-webhooks";
import { createRelance, type LogLine, type Provider, type Providers, type Relance } from "relance";
import { defaultPlugins, partsOf } from "relance/parts";
import { storeAt } from "../../support/store-at.ts";
import { TEMPLATES } from "./told-house.ts";

export interface HeldRequest {
  readonly attemptId: string;
  readonly to: string;
  take(ref: string): void;
  /** Breaks the connection, so that the outcome of the send is unknown. */
  lose(): void;
}

/** A gateway that sends through carriers whose answers the test controls. */
export interface HeldHouse extends AsyncDisposable {
  readonly gateway: Relance;
  readonly wire: readonly HeldRequest[];
  readonly log: () => string;
  rest(): Promise<void>;
  /** Records an item as the HTTP routes do after they have verified the sender. */
  record(provider: string, item: object, raw: string): Promise<void>;
}

export async function openHeldHouse(
  db: string,
  webhooks: Readonly<Record<string, OutgoingWebhook>>,
): Promise<HeldHouse> {
  const wire: HeldRequest[] = [];
  const lines: LogLine[] = [];
  const carrier = <C extends "sms" | "email">(channel: C): Provider<C> => ({
    kind: "held",
    channel,
    vendor: "held",
    capabilities: { receipts: true, replies: true },
    sendBudgetMs: 14_000,
    send: ({ attemptId, to }) =>
      new Promise((resolve, reject) => {
        wire.push({
          attemptId,
          to: String(to),
          take: (ref) => resolve({ ref }),
          lose: () => reject(new Error(`the connection to ${to} was lost`)),
        });
      }),
  });
  const gateway = await createRelance<Providers>({
    store: storeAt(db, undefined),
    providers: { sms: { main: carrier("sms") }, email: { smtp: carrier("email") } },
    publicUrl: "https://notify.example.org",
    security: { signing: ["a-secret-for-these-tests"] },
    delivery: "live",
    evidence: true,
    plugins: [...defaultPlugins(), outgoingWebhooks(webhooks)],
    templates: TEMPLATES,
    observe: { ingressCheck: false, log: (line) => lines.push(line) },
  });
  const stop = new AbortController();
  const running = gateway.run({ signal: stop.signal, grace: "0s" });
  running.catch(() => {});
  async function rest(): Promise<void> {
    stop.abort();
    await running;
  }

  return {
    gateway,
    wire,
    rest,
    log: () => JSON.stringify(lines),
    async record(provider, item, raw) {
      await partsOf(gateway).engine.port.record(provider, [item as never], Buffer.from(raw));
    },
    async [Symbol.asyncDispose]() {
      await rest();
      await gateway.close({ grace: "0s" });
    },
  };
}
