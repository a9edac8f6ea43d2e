import { type AcknowledgeEvent, WebhookError } from "@relance/spec";
import { type ItemResult, readAcknowledgeItem } from "../acknowledge-item.ts";
import { authorize } from "../authorize.ts";
import { readBody } from "../read-body.ts";
import type { Call } from "../route.ts";

const MAX_BODY_BYTES = 4_194_304;
const MAX_ITEMS = 10_000;

/**
 * `POST /acknowledgements`: the caller's own system says who has done it. One result an item, in order; an item
 * that is refused holds up none of the others.
 */
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
  const items = parse(body);
  if (!Array.isArray(items)) throw new WebhookError("webhook/unreadable", "send a JSON array of acknowledgements");
  if (items.length > MAX_ITEMS)
    throw new WebhookError("webhook/too-large", `more than ${MAX_ITEMS} items in one request`);
  return items;
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new WebhookError("webhook/unreadable", "the body is not JSON in UTF-8", { cause });
  }
}
