import type { AcknowledgeResult, Matter } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { matterOf } from "./matter.ts";

/** What was shown when the person pressed. */
export interface Shown {
  readonly hash: string;
  readonly locale: string;
  readonly label: string;
}

/** A person pressed a button of the page: committed before this returns, whatever state the enrollment is in (R8). */
export async function answerLink(
  context: EngineContext,
  token: string,
  answer: string,
  shown: Shown,
): Promise<{ readonly status: AcknowledgeResult["status"]; readonly matter: Matter } | undefined> {
  const before = await matterOf(context, token);
  if (before === undefined) return undefined;
  if (!before.answers.includes(answer)) return { status: "refused", matter: before };
  if (before.answer === answer) return { status: "duplicate", matter: before };
  const [recorded] = await context.store.acknowledge([
    {
      target: { enrollment: before.enrollment },
      answer,
      method: "link",
      strength: "gesture",
      source: "link",
      sourceId: context.runtime.id(),
      shown,
    },
  ]);
  const after = (await matterOf(context, token)) ?? before;
  return { status: recorded?.status ?? "refused", matter: after };
}
