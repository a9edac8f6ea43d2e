import { refusal } from "@relance/provider-kit";
import type { PushSubscriptionLike } from "@relance/spec";
import { DEAD } from "./push-status.ts";
import { KIND } from "./web-push-options.ts";

/** Push services of the browsers in use. */
const KNOWN_HOSTS = ["fcm.googleapis.com", "*.push.services.mozilla.com", "*.notify.windows.com", "web.push.apple.com"];

/** Says which hosts may be called. */
export type HostRule = (host: string) => boolean;

/** The known push services, and the operator's own. `*.` stands for any subdomain. */
export function allowHosts(more: readonly string[]): HostRule {
  const patterns = [...KNOWN_HOSTS, ...more].map((pattern) => pattern.toLowerCase());
  return (host) =>
    patterns.some((pattern) => (pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern));
}

/**
 * Reads the address out of a subscription. It was written by a browser, so by anybody.
 *
 * @throws {ProviderError} `provider/bad-recipient`: not a subscription
 * @throws {ProviderError} `provider/forbidden-address`: not a push service that may be called
 */
export function endpointOf(subscription: PushSubscriptionLike, isAllowed: HostRule | undefined): URL {
  const url = typeof subscription?.endpoint === "string" ? URL.parse(subscription.endpoint) : null;
  if (url === null || !isKey(subscription.keys?.p256dh, 65, 65) || !isKey(subscription.keys.auth, 16, 64)) {
    throw refusal(KIND, DEAD, { message: "the address is not a push subscription" });
  }
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  const isPlain = url.protocol === "https:" && url.port === "";
  if (!isWeb || (isAllowed !== undefined && !(isPlain && isAllowed(url.hostname)))) {
    throw refusal(
      KIND,
      { code: "provider/forbidden-address", disposition: "reject" },
      { message: "the endpoint is not a push service that may be called" },
    );
  }
  return url;
}

function isKey(text: unknown, least: number, most: number): boolean {
  const bytes = typeof text === "string" ? Buffer.from(text, "base64url").length : 0;
  return bytes >= least && bytes <= most;
}
