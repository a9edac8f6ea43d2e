import { STATE } from "@relance/rules";
import type { AcknowledgeTarget } from "@relance/spec";
import { Targets } from "../answers/targets.ts";
import type { Reading } from "../transaction/reading.ts";
import { listOf } from "../transaction/sql.ts";

const EARLY = `select key, tenant, event from acknowledgements
  where enrollment = 0 and is_revoke = 0 and key = any($1::text[])`;

interface EarlyRow {
  readonly key: string;
  readonly tenant: string;
  readonly event: string | null;
}

/** Which of these are acknowledged, by whatever source. */
export async function acknowledged(
  { context, sql }: Reading,
  targets: readonly AcknowledgeTarget[],
): Promise<readonly boolean[]> {
  const people = new Targets(context.versions);
  await people.need(sql, targets);
  const unknown = targets.flatMap((target) =>
    "key" in target && people.of(target).length === 0 ? target.key : [],
  );
  const early = unknown.length === 0 ? [] : await sql.all<EarlyRow>(EARLY, listOf([...new Set(unknown)]));
  return targets.map((target) => {
    const found = people.of(target);
    if (found.length > 0) return found.some(({ state }) => state === STATE.acknowledged);
    return "key" in target && early.some((row) => isAbout(row, target));
  });
}

function isAbout(
  { key, tenant, event }: EarlyRow,
  target: Extract<AcknowledgeTarget, { readonly key: string }>,
): boolean {
  const isEvent = event === null || target.on === undefined || event === target.on;
  return key === target.key && tenant === target.tenant && isEvent;
}
