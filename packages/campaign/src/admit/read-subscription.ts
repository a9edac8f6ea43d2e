import { MessageError } from "@relance/spec";

const MAX_CHARACTERS = 4_096;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const KEY_BYTES = { p256dh: 65, auth: 16 } as const;

/**
 * A push subscription, as the browser wrote it, reduced to what sending needs and in one spelling.
 * @throws {MessageError} `message/bad-subscription`
 */
export function readSubscription(value: unknown): string {
  const subscription = typeof value === "string" ? parse(value) : value;
  if (typeof subscription !== "object" || subscription === null) throw bad("write the JSON of a push subscription");
  const { endpoint, keys } = subscription as { endpoint?: unknown; keys?: unknown };
  if (typeof endpoint !== "string" || !isEndpoint(endpoint)) throw bad("endpoint is an https address");
  if (typeof keys !== "object" || keys === null) throw bad("keys holds p256dh and auth");
  const { p256dh, auth } = keys as { p256dh?: unknown; auth?: unknown };
  return JSON.stringify({
    endpoint,
    keys: { p256dh: readKeyText(p256dh, "p256dh"), auth: readKeyText(auth, "auth") },
  });
}

function parse(text: string): unknown {
  if (text.length > MAX_CHARACTERS) throw bad("a subscription has at most 4,096 characters");
  try {
    return JSON.parse(text);
  } catch {
    throw bad("write the JSON of a push subscription");
  }
}

function isEndpoint(endpoint: string): boolean {
  if (endpoint.length > 2_048 || !URL.canParse(endpoint)) return false;
  const { protocol, hostname, username, password } = new URL(endpoint);
  // plain http only to this machine, as browsers treat it: push services under test live there
  const isSafe = protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname));
  return isSafe && username === "" && password === "";
}

function readKeyText(value: unknown, name: keyof typeof KEY_BYTES): string {
  if (typeof value === "string" && /^[\w-]+={0,2}$/.test(value)) {
    const bytes = Buffer.from(value, "base64url");
    if (bytes.length === KEY_BYTES[name]) return bytes.toString("base64url");
  }
  throw bad(`keys.${name} is ${KEY_BYTES[name]} bytes in base64url`);
}

function bad(advice: string): MessageError {
  return new MessageError("message/bad-subscription", advice);
}
