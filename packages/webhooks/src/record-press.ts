import { type AnswerItem, WebhookError } from "@relance/spec";
import type { Call } from "./route.ts";
import { unknownLink } from "./unknown-link.ts";

/**
 * Records an answer that was pressed in the message itself, as if it had been pressed on the page: the same link, the
 * same limits, the same decision.
 *
 * @throws {WebhookError} `webhook/not-found`, `webhook/unreadable`, `webhook/rate-limited`
 */
export async function recordPress(call: Call, { token, answer, shown }: AnswerItem): Promise<void> {
  const admitted = call.gate.enter(call.request, "a", token);
  const result = await call.port.answer(admitted, answer, shown);
  if (result === undefined) throw unknownLink(call);
  if (result.status === "refused") throw new WebhookError("webhook/unreadable", "this answer is not taken");
}
