import { WebhookError } from "@relance/spec";
import { readBody } from "../read-body.ts";
import type { Call } from "../route.ts";

/** A letter is a signature, a time and an id. */
const MAX_BYTES = 256;

/**
 * `POST /ingress-check`: the gateway writes to its own public address, to know whether others are heard there. A letter
 * that is not ours, or is old, is refused; one that is repeated changes nothing.
 */
export async function ingressCheck({ port, request, gate }: Call): Promise<Response> {
  const token = Buffer.from(await readBody(request, MAX_BYTES)).toString("latin1");
  if (!(await port.heardOurselves(gate.enter(request, "i", token)))) {
    gate.missed(request);
    throw new WebhookError("webhook/bad-signature", "this letter is not ours, or is old");
  }
  return new Response(null, { status: 204 });
}
