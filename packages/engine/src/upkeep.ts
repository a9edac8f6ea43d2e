import type { Auditor } from "./audit/auditor.ts";
import type { Chore, EngineContext } from "./base/context.ts";
import { createUnfinished } from "./campaign/order-people.ts";
import { createRetention } from "./erase/keep-retention.ts";
import { createKeeper } from "./steer/keeper.ts";

const AUDIT_MS = 5_000;
const DISOWN_MS = 5_000;
const KEEP_MS = 2_000;
const RETAIN_MS = 600_000;

export function upkeep(
  context: EngineContext,
  auditor: Auditor,
  returnUnheard: () => Promise<void>,
  more: readonly Chore[],
): readonly Chore[] {
  const finishOrders = createUnfinished(context);
  const audit = async (signal: AbortSignal) => {
    await finishOrders(signal);
    await auditor.pass(signal);
  };
  return [
    { everyMs: AUDIT_MS, once: ["after"], run: audit },
    { everyMs: DISOWN_MS, once: [], run: returnUnheard },
    ...more,
    { everyMs: RETAIN_MS, once: ["after"], run: createRetention(context) },
    { everyMs: KEEP_MS, once: ["before"], bell: context.paced, run: createKeeper(context) },
    ...context.plugins.chores,
  ];
}
