import type { AcknowledgeEvent, AcknowledgeResult } from "@relance/spec";
import type { Gateway } from "relance";
import type { Output } from "../output/output.ts";
import { onOneLine } from "../output/printable.ts";
import type { EventLine } from "./read-events.ts";

/** Events of one call. */
const BATCH = 2_000;

/** How often each answer was given, refusals included. */
export type Tally = Map<AcknowledgeResult["status"], number>;

/** Records events as they are read, batch by batch, and says of each one that was not taken why. */
export async function recordEvents(
  gateway: Gateway,
  output: Output,
  lines: AsyncIterable<EventLine>,
): Promise<Tally> {
  const tally: Tally = new Map();
  let batch: { readonly line: number; readonly event: AcknowledgeEvent }[] = [];

  const say = (line: number, key: string | undefined, result: AcknowledgeResult, advice?: string) => {
    tally.set(result.status, (tally.get(result.status) ?? 0) + 1);
    if (output.isJson) output.json({ line, key, ...result, ...(advice === undefined ? {} : { advice }) });
    else if (result.status === "refused") {
      output.warn(onOneLine(`line ${line}: ${advice ?? result.code ?? "refused"}`));
    }
  };
  const flush = async () => {
    const results = await gateway.acknowledge(batch.map(({ event }) => event));
    batch.forEach(({ line, event }, place) => {
      const result = results[place];
      if (result !== undefined) say(line, event.key, result);
    });
    batch = [];
  };

  for await (const { line, event, advice } of lines) {
    if (event === undefined) say(line, undefined, { status: "refused", code: "message/bad-row" }, advice);
    else batch.push({ line, event });
    if (batch.length >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return tally;
}
