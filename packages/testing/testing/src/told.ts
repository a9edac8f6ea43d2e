import type { EventKind, Plugin, Store } from "@relance/spec";

export interface ToldEvent {
  /** The name of the webhook in the configuration. */
  readonly webhook: string;
  readonly type: EventKind;
  /** The key of the recipient; absent for events of a whole campaign. */
  readonly key?: string | undefined;
  /** The facts of the event, as in the body of the request. */
  readonly data: Readonly<Record<string, unknown>>;
}

type Told = Readonly<Record<string, unknown>> & { readonly type: EventKind };

/** Reads the body of one request: one event, or up to `batch` events. */
export function readTold(webhook: string, body: string): readonly ToldEvent[] {
  const { type, data } = JSON.parse(body) as { readonly type: EventKind | "events"; readonly data: Told };
  const events = type === "events" ? (data.events as readonly Told[]) : [{ ...data, type }];
  return events.map(({ type: kind, at: _, ...facts }) => ({ webhook, type: kind, key: keyIn(facts), data: facts }));
}

function keyIn({ key }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof key === "string" ? key : undefined;
}

/** Calls of the store that may write an event. */
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

/** Wraps a store to call `tell` after each call that may write an event. */
export function tellingStore(store: Store, tell: () => void): Store {
  const verbs = WRITING.map((name) => {
    const verb = store[name] as (...input: readonly unknown[]) => Promise<unknown>;
    return [name, (...input: readonly unknown[]) => verb(...input).finally(tell)];
  });
  return { ...store, ...Object.fromEntries(verbs) };
}

/**
 * Returns plugins for a test: no plugin alerts an operator, and URLs and secrets of the caller's systems may be
 * missing.
 */
export function harmlessPlugins(plugins: readonly Plugin[] | undefined): readonly Plugin[] | undefined {
  return plugins?.filter(({ name }) => name !== "alerts").map((plugin) => ({ ...plugin, posts: {} }));
}

/** Names of the systems that plugins post to, such as webhooks. */
export function postsOf(plugins: readonly Plugin[] = []): readonly string[] {
  return plugins.flatMap(({ posts }) => Object.keys(posts));
}
