import { createHmac } from "node:crypto";

/**
 * `X-Twilio-Signature`: HMAC-SHA1 over the configured URL, with its query but without its fragment, followed by the
 * name and the value of every parameter, sorted by name.
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
