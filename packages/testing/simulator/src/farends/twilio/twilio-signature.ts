import { createHmac } from "node:crypto";

/**
 * The value of `X-Twilio-Signature`: HMAC-SHA1 over the address as configured, query included and fragment not,
 * followed by every parameter's name and value in the order of names.
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
