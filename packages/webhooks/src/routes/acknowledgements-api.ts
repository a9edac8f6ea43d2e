import { type AcknowledgeEvent, type AcknowledgeResult, WebhookError } from "@relance/spec";
import { z } from "zod";
import { authorize } from "../authorize.ts";
import { parseJson, readBody } from "../read-body.ts";
import type { Call } from "../route.ts";

type ItemResult = AcknowledgeResult & { readonly advice?: string };

const name = z
  .string("write text")
  .min(1, "must not be empty")
  .max(255, "write at most 255 characters")
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "must be text, without NUL characters");

const item: z.ZodType<AcknowledgeEvent> = z.strictObject(
  {
    key: name,
    on: name.optional(),
    occurredAt: z.iso
      .datetime({ offset: true, error: "write an instant such as 2013-08-15T21:59:00Z" })
      .transform((text) => new Date(text))
      .optional(),
    id: name.optional(),
    answer: name.optional(),
    revoke: z.boolean("write true or false").optional(),
    tenant: name.optional(),
  },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? "the fields are key, on, occurredAt, id, answer, revoke, tenant" : undefined,
  },
);

function readAcknowledgeItem(raw: unknown): { readonly event: AcknowledgeEvent } | { readonly refused: ItemResult } {
  const read = item.safeParse(raw);
  if (read.success) return { event: read.data };
  const [issue] = read.error.issues;
  const path = issue?.path.join(".") ?? "";
  const code = path === "key" ? "message/bad-key" : "webhook/unreadable";
  const advice = [path, issue?.message].filter(Boolean).join(": ");
  return { refused: { status: "refused", code, advice } };
}

const MAX_BODY_BYTES = 4_194_304;
const MAX_ITEMS = 10_000;

/** `POST /acknowledgements` returns one result per item, in order. A refused item does not affect the others. */
export async function acknowledgements(call: Call): Promise<Response> {
  authorize(call.request, call.port.apiTokens);
  const readings = readItems(await readBody(call.request, MAX_BODY_BYTES)).map(readAcknowledgeItem);
  const events: AcknowledgeEvent[] = readings.flatMap((reading) => ("event" in reading ? [reading.event] : []));
  const answers = events.length === 0 ? [] : await call.port.acknowledge(events);
  const next = answers.values();
  const results = readings.map((reading): ItemResult => {
    if ("refused" in reading) return reading.refused;
    return next.next().value ?? { status: "refused", code: "webhook/failed" };
  });
  return Response.json({ results });
}

function readItems(body: Uint8Array): readonly unknown[] {
  const items = parseJson(body);
  if (!Array.isArray(items)) throw new WebhookError("webhook/unreadable", "send a JSON array of acknowledgements");
  if (items.length > MAX_ITEMS)
    throw new WebhookError("webhook/too-large", `more than ${MAX_ITEMS} items in one request`);
  return items;
}
