import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { type AcknowledgeEvent, type AcknowledgeResult, isHidden, type Store } from "@relance/spec";
import { z } from "zod";
import type { Opened } from "../config/with-gateway.ts";
import { onOneLine } from "../output/printable.ts";
import { campaignLabel, counted } from "../output/wording.ts";

const BATCH = 2_000;

const REASONS: Readonly<Record<string, string>> = {
  "message/bad-key": "write the recipient's key as a text or a number",
  "message/bad-text": "write on, answer, id and tenant as texts of at most 255 characters",
  "message/bad-time": "the event's time is more than a day from now",
  "message/forgotten": "the recipient was erased, so the event is not recorded",
};

export type Tally = Map<AcknowledgeResult["status"], number>;

interface Recorded {
  readonly tally: Tally;
  /** Names that match no campaign: the name is misspelt, or the campaign has not started yet. */
  readonly unknown: ReadonlySet<string>;
}

export async function recordEvents(
  { gateway, config, output }: Pick<Opened, "gateway" | "config" | "output">,
  lines: AsyncIterable<EventLine>,
): Promise<Recorded> {
  const tally: Tally = new Map();
  let read: Promise<readonly Listener[]> | undefined;
  const listeners = () => (read ??= readListeners(config.store));
  const unheard = new Map<string, Unheard>();
  let batch: { readonly line: number; readonly event: AcknowledgeEvent }[] = [];

  const say = (line: number, key: string | undefined, result: AcknowledgeResult, advice?: string) => {
    tally.set(result.status, (tally.get(result.status) ?? 0) + 1);
    if (output.isJson) output.json({ line, key, ...result, ...(advice === undefined ? {} : { advice }) });
    else if (result.status === "refused") {
      output.warn(onOneLine(`line ${line}: ${advice ?? result.code ?? "refused"}`));
    }
  };
  const adviceOn = async (event: AcknowledgeEvent, { code = "" }: AcknowledgeResult) =>
    code === "message/unknown-answer" ? unknownAnswerText(event, await listeners()) : REASONS[code];
  const keepUnheard = async (event: AcknowledgeEvent, { status }: AcknowledgeResult) => {
    if (status !== "waiting" && status !== "duplicate") return;
    if (status === "duplicate" && hearing(await listeners(), event).length > 0) return;
    const which = JSON.stringify([event.tenant, event.on]);
    const known = unheard.get(which);
    if (known === undefined) unheard.set(which, { event, count: 1 });
    else known.count += 1;
  };
  const flush = async () => {
    const results = await gateway.acknowledge(batch.map(({ event }) => event));
    for (const [place, { line, event }] of batch.entries()) {
      const result = results[place];
      if (result === undefined) continue;
      say(line, event.key, result, await adviceOn(event, result));
      await keepUnheard(event, result);
    }
    batch = [];
  };

  for await (const { line, event, advice } of lines) {
    if (event === undefined) say(line, undefined, { status: "refused", code: "message/bad-row" }, advice);
    else batch.push({ line, event });
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  const unknown = new Set<string>();
  for (const one of unheard.values()) {
    const { on } = one.event;
    output.warn(onOneLine(unheardText(one, await listeners())));
    if (on !== undefined && hearing(await listeners(), one.event).length === 0) unknown.add(on);
  }
  return { tally, unknown };
}

const NAMED = 5;

interface Unheard {
  readonly event: AcknowledgeEvent;
  count: number;
}

function unheardText({ event, count }: Unheard, listeners: readonly Listener[]): string {
  const { key, on, tenant = "", occurredAt } = event;
  const listening = hearing(listeners, { tenant, on });
  if (listening.length === 0) {
    const others = hearing(listeners, { tenant });
    const whose = tenant === "" ? "" : ` of ${tenant}`;
    const what = on === undefined ? "an event" : on;
    const rest = others.map(({ label, on: other }) => `${label} expects ${other}`);
    return [`no campaign${whose} expects ${what}`, ...listed(rest), "kept for later"].join("; ");
  }
  const where = listed(listening.map(({ label }) => label)).join(", ");
  const who = count === 1 ? `no recipient with key ${key} is` : `${counted(count, "key")} are not`;
  const since = occurredAt === undefined ? "" : ", or it happened before confirm.since";
  return `${who} enrolled in ${where}${since}; kept for later`;
}

function unknownAnswerText({ answer = "done", on, tenant }: AcknowledgeEvent, listeners: readonly Listener[]): string {
  const offers = hearing(listeners, { on, tenant }).map(
    ({ label, answers }) => `${label} accepts ${answers.join(", ")}`,
  );
  return [`${JSON.stringify(answer)} is no answer`, ...listed(offers)].join("; ");
}

function listed(texts: readonly string[]): readonly string[] {
  const rest = texts.length - NAMED;
  return rest > 0 ? [...texts.slice(0, NAMED), `and ${counted(rest, "other")}`] : texts;
}

interface Listener {
  readonly label: string;
  readonly tenant: string;
  readonly on: string;
  readonly answers: readonly string[];
}

async function readListeners(store: Store): Promise<readonly Listener[]> {
  return (await store.versions({ latest: true })).flatMap(({ name, occurrence, tenant, plan }) => {
    if (plan.on === undefined || isHidden(name)) return [];
    const label = campaignLabel({ name, occurrence });
    return [{ label, tenant, on: plan.on, answers: Object.keys(plan.answers) }];
  });
}

function hearing(
  listeners: readonly Listener[],
  { tenant = "", on }: { readonly tenant?: string | undefined; readonly on?: string | undefined },
): readonly Listener[] {
  return listeners.filter((one) => one.tenant === tenant && (on === undefined || one.on === on));
}

export type EventLine =
  | { readonly line: number; readonly event: AcknowledgeEvent; readonly advice?: undefined }
  | { readonly line: number; readonly event?: undefined; readonly advice: string };

type EventDefaults = Omit<AcknowledgeEvent, "key" | "id">;

const INSTANT = "occurredAt: write an instant such as 2013-08-01T10:00:00Z";
const text = (name: string) => z.string(`${name}: write a text`).optional();

const FIELDS = {
  key: z.string("key: write the recipient's key as a text"),
  on: text("on"),
  occurredAt: z.string(INSTANT).pipe(z.coerce.date(INSTANT)).optional(),
  id: text("id"),
  answer: text("answer"),
  tenant: text("tenant"),
  revoke: z.boolean("revoke: write true or false").optional(),
};

const EVENT = z.strictObject(FIELDS, {
  error: (issue) =>
    issue.code === "unrecognized_keys"
      ? `leave ${JSON.stringify(issue.keys[0])} out; known are ${Object.keys(FIELDS).join(", ")}`
      : 'write one JSON object per line, such as {"key":"k1","on":"re-registered"}',
});

export async function* readEvents(input: Readable, defaults: EventDefaults): AsyncIterable<EventLine> {
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === "") continue;
    const read = readEvent(text, defaults);
    yield typeof read === "string" ? { line, advice: read } : { line, event: read };
  }
}

function readEvent(text: string, defaults: EventDefaults): AcknowledgeEvent | string {
  const { data, error } = EVENT.safeParse(parse(text));
  if (data !== undefined) return { ...defaults, ...data };
  return error.issues.at(-1)?.message ?? ""; // zod lists unknown keys last; an unknown key often explains why another is missing
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
