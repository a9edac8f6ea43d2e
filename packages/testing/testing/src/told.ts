import type { EventKind, Plugin, Store } from "@relance/spec";

export interface ToldEvent {
  /** Name of the webhook in the configuration. */
  readonly webhook: string;
  readonly type: EventKind;
  /** The recipient's key; absent for an event of a whole campaign. */
  readonly key?: string | undefined;
  /** Data of the event, as in the request's body. */
  readonly data: Readonly<Record<string, unknown>>;
}

type Payload = Readonly<Record<string, unknown>> & { readonly type: EventKind };

/** Parses the body of a webhook request, which contains one event or a batch. */
export function readTold(webhook: string, body: string): readonly ToldEvent[] {
  const { type, data } = JSON.parse(body) as { readonly type: EventKind | "events"; readonly data: Payload };
  const events = type === "events" ? (data.events as readonly Payload[]) : [{ ...data, type }];
  return events.map(({ type: kind, at: _, ...facts }) => ({ webhook, type: kind, key: keyIn(facts), data: facts }));
}

function keyIn({ key }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof key === "string" ? key : undefined;
}

/** Store verbs that may write an event. */
const WRITING = [
  "acknowledge",
  "control",
  "enroll",
  "escalate",
  "expire",
  "fold",
  "incident",
  "keepSeals",
  "record",
  "recover",
  "reschedule",
  "resolve",
  "seal",
  "settle",
  "transition",
] as const satisfies readonly (keyof Store)[];

/** Wraps a store to call `tell` after each verb that may write an event. */
export function tellingStore(store: Store, tell: () => void): Store {
  const verbs = WRITING.map((name) => {
    const verb = store[name] as (...input: readonly unknown[]) => Promise<unknown>;
    return [name, (...input: readonly unknown[]) => verb(...input).finally(tell)];
  });
  return { ...store, ...Object.fromEntries(verbs) };
}

/** Returns plugins for a test. The returned plugins alert no operator and need no webhook URLs or secrets. */
export function harmlessPlugins(plugins: readonly Plugin[] | undefined): readonly Plugin[] | undefined {
  return plugins?.filter(({ name }) => name !== "alerts").map((plugin) => ({ ...plugin, posts: {} }));
}

/** Returns the names of the systems to which plugins post, such as webhooks. */
export function postKinds(plugins: readonly Plugin[] = []): readonly string[] {
  return plugins.flatMap(({ posts }) => Object.keys(posts));
}
