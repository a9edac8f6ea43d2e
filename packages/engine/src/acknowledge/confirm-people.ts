import { closingAnswer } from "@relance/rules";
import {
  type AcknowledgeAnswer,
  type AcknowledgeItem,
  type Actor,
  type MessageErrorCode,
  operatorSourceId,
  type Recipient,
} from "@relance/spec";
import { checkKeys } from "../base/check-by.ts";
import type { EngineContext, Needs } from "../base/context.ts";
import { checkKey } from "../base/person-key.ts";

export interface ConfirmedByHand {
  readonly confirmed: number;
  /** The keys that were refused: unknown (`message/unknown-recipient`) or already confirmed (`message/not-moved`). */
  readonly refused: readonly { readonly key: string; readonly code: MessageErrorCode }[];
}

export async function confirmPeople(
  context: EngineContext,
  campaign: number,
  keys: readonly string[],
  by: Actor,
): Promise<ConfirmedByHand> {
  checkKeys(keys);
  const refused: ConfirmedByHand["refused"][number][] = [];
  for (const key of keys) {
    const person = await context.store.read({ campaign, key: checkKey(key) });
    if (person === undefined || person.isForgotten) refused.push({ key, code: "message/unknown-recipient" });
    else if (person.state === "acknowledged") refused.push({ key, code: "message/not-moved" });
    else {
      const sourceId = operatorSourceId(by, context.runtime.id());
      const answer = await answerFor(context, person, { strength: "event", sourceId });
      if (answer?.state !== "acknowledged") refused.push({ key, code: "message/not-moved" });
    }
  }
  return { confirmed: keys.length - refused.length, refused };
}

export interface Revoked {
  /** Number of recipients who will get messages again before their deadline. */
  readonly reopened: number;
  /** Keys of recipients who stay confirmed, because only `acknowledge` can revoke a confirmation by `acknowledge`. */
  readonly confirmed: readonly string[];
  readonly open: readonly string[];
  readonly unknown: readonly string[];
}

export async function revokeConfirmations(
  context: EngineContext,
  campaign: number,
  keys: readonly string[],
  by: Actor,
): Promise<Revoked> {
  checkKeys(keys);
  const found = { reopened: 0, confirmed: [] as string[], open: [] as string[], unknown: [] as string[] };
  for (const key of keys) {
    const person = await context.store.read({ campaign, key: checkKey(key) });
    if (person === undefined) found.unknown.push(key);
    else if (person.state !== "acknowledged") found.open.push(key);
    else {
      const sourceId = operatorSourceId(by, context.runtime.id(), "last");
      const answer = await answerFor(context, person, { strength: "gesture", sourceId, revoke: true });
      if (answer?.state === "acknowledged") found.confirmed.push(key);
      else found.reopened += 1;
    }
  }
  return found;
}

async function answerFor(
  { store }: Needs<"store">,
  { enrollment, version }: Recipient,
  how: Pick<AcknowledgeItem, "strength" | "sourceId" | "revoke">,
): Promise<AcknowledgeAnswer | undefined> {
  const [stored] = await store.versions({ ids: [version] });
  const answer = closingAnswer({ answers: stored?.plan.answers ?? {} });
  const [answered] = await store.acknowledge([
    { target: { enrollment }, answer, method: "operator", source: "operator", ...how },
  ]);
  return answered;
}
