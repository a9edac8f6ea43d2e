import { createHmac } from "node:crypto";

/**
 * `X-Twilio-Signature`: HMAC-SHA1 over the configured address, with its query but not its fragment, followed by every
 * parameter's name and value, sorted by name.
 */
export function twilioSignature(
  authToken: string,
  url: string,
  parameters: Readonly<Record<string, string>> = {},
): string {
  let signed = url.replace(/#.*$/, "");
  for (const name of Object.keys(parameters).sort()) signed += name + (parameters[name] ?? "");
  return createHmac("sha1", authToken).update(signed).digest("base64");
}
