import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { AcknowledgeEvent } from "@relance/spec";

/** A line of stdin: an event, or why it is none. */
export type EventLine =
  | { readonly line: number; readonly event: AcknowledgeEvent; readonly advice?: undefined }
  | { readonly line: number; readonly event?: undefined; readonly advice: string };

/** What the command line says for every line that does not say it itself. */
export type EventDefaults = Omit<AcknowledgeEvent, "key" | "id">;

const FIELDS = ["key", "on", "occurredAt", "id", "answer", "revoke", "tenant"];

/** Reads JSON lines such as `{"key":"k1","on":"re-registered","occurredAt":"2013-08-01T10:00:00Z"}`. */
export async function* readEvents(input: Readable, defaults: EventDefaults): AsyncIterable<EventLine> {
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() === "") continue;
    const read = readEvent(text, defaults);
    yield typeof read === "string" ? { line, advice: read } : { line, event: read };
  }
}

/** The event, or what to write instead. */
function readEvent(text: string, defaults: EventDefaults): AcknowledgeEvent | string {
  const raw = parse(text);
  if (raw === undefined) return 'write one JSON object a line, such as {"key":"k1","on":"re-registered"}';
  const stranger = Object.keys(raw).find((name) => !FIELDS.includes(name));
  if (stranger !== undefined) return `leave ${JSON.stringify(stranger)} out; known are ${FIELDS.join(", ")}`;
  const { key, on, occurredAt, id, answer, revoke, tenant } = raw;
  if (typeof key !== "string") return "key: write the person's key as a text";
  if (!isTextOrAbsent(on)) return "on: write a text";
  if (!isTextOrAbsent(id)) return "id: write a text";
  if (!isTextOrAbsent(answer)) return "answer: write a text";
  if (!isTextOrAbsent(tenant)) return "tenant: write a text";
  if (revoke !== undefined && typeof revoke !== "boolean") return "revoke: write true or false";
  const at = occurredAt === undefined ? defaults.occurredAt : new Date(String(occurredAt));
  if (at !== undefined && !Number.isFinite(at.getTime())) {
    return "occurredAt: write an instant such as 2013-08-01T10:00:00Z";
  }
  return {
    key,
    id,
    occurredAt: at,
    on: on ?? defaults.on,
    answer: answer ?? defaults.answer,
    tenant: tenant ?? defaults.tenant,
    revoke: revoke ?? defaults.revoke,
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const raw: unknown = JSON.parse(text);
    return typeof raw === "object" && raw !== null && !Array.isArray(raw)
      ? (raw as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}
