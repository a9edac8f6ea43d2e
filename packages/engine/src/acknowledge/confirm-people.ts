import { type By, type MessageErrorCode, operatorSourceId, type Store } from "@relance/spec";
import { checkKeys } from "../base/check-by.ts";
import type { EngineContext } from "../base/context.ts";
import { personKey } from "../base/person-key.ts";

/** The result of confirmations by an operator. */
export interface ConfirmedByHand {
  readonly confirmed: number;
  /** Keys of unchanged recipients: `message/unknown-recipient`, or `message/not-moved` for those already confirmed. */
  readonly refused: readonly { readonly key: string; readonly code: MessageErrorCode }[];
}

/** Records that recipients told an operator that they did it, such as by phone: as strong as your own system's event. */
export async function confirmPeople(
  context: EngineContext,
  campaign: number,
  keys: readonly string[],
  by: By,
): Promise<ConfirmedByHand> {
  checkKeys(keys);
  let confirmed = 0;
  const refused: ConfirmedByHand["refused"][number][] = [];
  for (const key of keys) {
    const code = await confirmOne(context, { campaign, key: personKey(key) ?? key }, by);
    if (code === undefined) confirmed += 1;
    else refused.push({ key, code });
  }
  return { confirmed, refused };
}

async function confirmOne(
  { store, runtime }: EngineContext,
  target: { readonly campaign: number; readonly key: string },
  by: By,
): Promise<MessageErrorCode | undefined> {
  const person = await store.read(target);
  if (person === undefined || person.isForgotten) return "message/unknown-recipient";
  if (person.state === "acknowledged") return "message/not-moved";
  const [recorded] = await store.acknowledge([
    {
      target: { enrollment: person.enrollment },
      answer: await closingAnswer(store, person.version),
      method: "operator",
      strength: "event",
      source: "operator",
      sourceId: operatorSourceId(by, runtime.id()),
    },
  ]);
  return recorded?.state === "acknowledged" ? undefined : "message/not-moved";
}

/** Returns the first answer of this version that closes an enrollment. */
export async function closingAnswer(store: Store, version: number): Promise<string> {
  const [stored] = await store.versions({ ids: [version] });
  const answers = Object.entries(stored?.plan.answers ?? {});
  return answers.find(([, effect]) => effect.do === "close")?.[0] ?? "done";
}
