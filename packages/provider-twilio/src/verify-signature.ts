import { type InboundRequest, WebhookError } from "@relance/spec";
import twilio from "twilio";
import { formOf, textOf } from "./read-parameters.ts";

/**
 * Proves that Twilio made a request to our public address, with any of the tokens.
 *
 * The signature has no time in it, so a captured request can be repeated for ever; whoever reads it must be
 * idempotent. It joins names and values without a mark between them, so unknown names are never trusted.
 *
 * @throws {WebhookError} `webhook/bad-signature`
 */
export function verifySignature(request: InboundRequest, authTokens: readonly string[]): void {
  const signature = request.headers.get("x-twilio-signature");
  if (signature === null || signature === "") {
    throw new WebhookError("webhook/bad-signature", "the header X-Twilio-Signature is missing");
  }
  if (!authTokens.some((token) => isSignedWith(token, signature, request))) {
    throw new WebhookError(
      "webhook/bad-signature",
      "X-Twilio-Signature fits neither the token nor this public address",
    );
  }
}

function isSignedWith(token: string, signature: string, request: InboundRequest): boolean {
  const { url, body } = request;
  if (new URL(url).searchParams.has("bodySHA256")) {
    return twilio.validateRequestWithBody(token, signature, url, textOf(body));
  }
  return twilio.validateRequest(token, signature, url, request.method === "GET" ? {} : { ...formOf(request) });
}
