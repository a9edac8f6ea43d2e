import { WebhookError } from "@relance/spec";
import type { Call } from "./route.ts";

/** The one answer to links that are unknown, foreign or malformed: nobody learns which. */
export function unknownLink({ gate, request }: Call): WebhookError {
  gate.missed(request);
  return new WebhookError("webhook/not-found", "no such link");
}
