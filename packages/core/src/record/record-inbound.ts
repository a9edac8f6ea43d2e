import type { InboundItem, RecordAnswer, RecordItem } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { contactDigest } from "../enroll/enroll-lines.ts";
import { readReply } from "./read-reply.ts";

/** Commits what came in; the answer to the far end leaves only after this resolved (R2). */
export async function recordInbound(
  context: EngineContext,
  instance: string,
  items: readonly InboundItem[],
  raw?: Uint8Array,
): Promise<readonly RecordAnswer[]> {
  if (items.length === 0) return [];
  const channel = instance.slice(0, instance.indexOf("."));
  const rows = items.map((item): RecordItem => {
    const reply =
      item.type === "reply" ? readReply(item, contactDigest(context, "", channel, item.from)) : undefined;
    return { provider: instance, item, raw, reply };
  });
  return context.store.record(rows);
}
