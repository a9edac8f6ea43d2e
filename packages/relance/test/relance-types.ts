// Compiled by `npm run types`, never run: what the types of a gateway let through, and what they do not.
import { defineConfig, type Relance } from "../src/index.ts";
import { memoryStore, provider, SECRET } from "./support/gateway-config.ts";

const config = defineConfig({
  store: memoryStore(),
  providers: { sms: { main: provider("sms"), second: provider("sms") }, email: { smtp: provider("email") } },
  security: { signing: [SECRET] },
});
const recipient = { key: "ana", contacts: { sms: "+33639980001", email: "ana@example.org" } };
const content = { text: "hello" };

export async function sends(gateway: Relance<(typeof config)["providers"]>): Promise<void> {
  const send = (steps: Parameters<typeof gateway.send>[0]["steps"]) =>
    gateway.send({ idempotencyKey: "1", recipient, steps });
  await send([{ channel: "sms", content }]);
  await send([{ channel: "sms", route: ["second", "main"], content, wait: "10m" }]);
  await send([{ channel: "email", route: ["smtp"], content: { subject: "hello", text: "hello" } }]);
  // @ts-expect-error push was not configured
  await send([{ channel: "push", content: { title: "hello", body: "hello" } }]);
  // @ts-expect-error there is no sms.third
  await send([{ channel: "sms", route: ["third"], content }]);
  // @ts-expect-error smtp carries email
  await send([{ channel: "sms", route: ["smtp"], content }]);
  // @ts-expect-error an email has a subject
  await send([{ channel: "email", content }]);
  // @ts-expect-error an SMS has none
  await send([{ channel: "sms", content: { subject: "hello", text: "hello" } }]);
  // @ts-expect-error a message has a key
  await gateway.send({ recipient, steps: [{ channel: "sms", content }] });
  // @ts-expect-error an address is a text
  await gateway.send({ idempotencyKey: "1", recipient: { key: "a", contacts: { sms: 33 } }, steps: [] });
}

/** Adapters that other libraries ship for their own queues have this shape. */
interface AdapterOfAnother {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

export async function deposits(gateway: Relance<(typeof config)["providers"]>, db: AdapterOfAnother): Promise<void> {
  const message = { idempotencyKey: "1", recipient, steps: [{ channel: "sms", content }] } as const;
  const { status } = await gateway.send(message, { db });
  // @ts-expect-error nobody is enrolled before the caller's commit
  status satisfies "enrolled";
  await gateway.acknowledge([{ key: "ana" }], { db });
  await gateway.suppressions.add([{ channel: "sms", address: "+33639980001" }], { db });
  // @ts-expect-error a client is not a transaction
  await gateway.acknowledge([{ key: "ana" }], { db: { query: async () => {} } });
}

export function defines(): void {
  const security = { signing: [SECRET] };
  const store = memoryStore();
  // @ts-expect-error an email provider does not carry SMS
  defineConfig({ store, security, providers: { sms: { main: provider("email") } } });
  // @ts-expect-error secrets are not optional
  defineConfig({ store, providers: { sms: { main: provider("sms") } } });
  defineConfig({ store, security, retention: { contacts: "90d" }, providers: { sms: { main: provider("sms") } } });
  // @ts-expect-error a length of time is a number with s, m, h, d or w
  defineConfig({ store, security, retention: { contacts: "90 days" }, providers: { sms: { main: provider("sms") } } });
  // @ts-expect-error there is no such mode
  defineConfig({ store, security, delivery: "Live", providers: { sms: { main: provider("sms") } } });
}
