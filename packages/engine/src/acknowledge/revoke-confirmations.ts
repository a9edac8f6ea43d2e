import { type By, operatorSourceId } from "@relance/spec";
import { checkKeys } from "../base/check-by.ts";
import type { EngineContext } from "../base/context.ts";
import { personKey } from "../base/person-key.ts";
import { closingAnswer } from "./confirm-people.ts";

/** The result of a revocation. */
export interface Revoked {
  /** Recipients who had confirmed, and get messages again while the deadline allows. */
  readonly reopened: number;
  /** Keys of recipients whom your own event confirmed. They stay confirmed, because only that source can revoke it. */
  readonly confirmed: readonly string[];
  /** Keys of recipients who had not confirmed. They are unchanged. */
  readonly open: readonly string[];
  readonly unknown: readonly string[];
}

/**
 * Revokes presses and replies, such as after a link was passed on or a phone changed hands, and confirmations by an
 * operator. Later answers count again.
 */
export async function revokeConfirmations(
  context: EngineContext,
  campaign: number,
  keys: readonly string[],
  by: By,
): Promise<Revoked> {
  checkKeys(keys);
  const found = { reopened: 0, confirmed: [] as string[], open: [] as string[], unknown: [] as string[] };
  for (const key of keys) {
    const person = await context.store.read({ campaign, key: personKey(key) ?? key });
    if (person === undefined) found.unknown.push(key);
    else if (person.state !== "acknowledged") found.open.push(key);
    else {
      const [answer] = await context.store.acknowledge([
        {
          target: { enrollment: person.enrollment },
          answer: await closingAnswer(context.store, person.version),
          method: "operator",
          strength: "gesture",
          source: "operator",
          sourceId: operatorSourceId(by, context.runtime.id(), "last"),
          revoke: true,
        },
      ]);
      if (answer?.state === "acknowledged") found.confirmed.push(key);
      else found.reopened += 1;
    }
  }
  return found;
}
