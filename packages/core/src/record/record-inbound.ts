import type { InboundItem, RecordAnswer, RecordItem } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { contactDigest } from "../enroll/enroll-lines.ts";
import { readReply } from "./read-reply.ts";

/** Most items of one store call: what a far end lists after a long gap is no reason to hold up everybody else. */
const BATCH = 500;

/** Commits what came in; the answer to the far end leaves only after this resolved (R2). */
export async function recordInbound(
  context: EngineContext,
  instance: string,
  items: readonly InboundItem[],
  raw?: Uint8Array,
): Promise<readonly RecordAnswer[]> {
  const channel = instance.slice(0, instance.indexOf("."));
  const rows = items.map((item): RecordItem => {
    const reply =
      item.type === "reply" ? readReply(item, contactDigest(context, channel, item.from)) : undefined;
    return { provider: instance, item, raw, reply };
  });
  const answers: RecordAnswer[] = [];
  for (let start = 0; start < rows.length; start += BATCH) {
    answers.push(...(await context.store.record(rows.slice(start, start + BATCH))));
  }
  return answers;
}
