import { createECDH } from "node:crypto";
import { checked, checkLimits } from "@relance/provider-kit";
import { namesOf, refuseUnknownNames, unknownNames } from "@relance/spec";

/** How soon a device that saves power should be woken (RFC 8030). */
export type Urgency = "very-low" | "low" | "normal" | "high";

/** The key pair by which push services know the sender, and where they can reach it (RFC 8292). */
export interface VapidKeys {
  /** `mailto:` or `https:`; Apple refuses `localhost`. */
  readonly subject: string;
  /** 65 bytes in URL-safe base64; the browser subscribes with it. */
  readonly publicKey: string;
  /** 32 bytes in URL-safe base64. */
  readonly privateKey: string;
}

/** What {@link webPush} needs: the keys. Everything else has a default. */
export interface WebPushOptions {
  readonly vapid: VapidKeys;
  /** Longest time a push service keeps a message for a device that is off, in seconds; a message's own validity shortens it. @default 2_419_200 (four weeks, the most that services take) */
  readonly ttlSeconds?: number | undefined;
  /** `high` wakes sleeping phones; services slow down senders that always say so. @default "normal" */
  readonly urgency?: Urgency | undefined;
  /**
   * More push services that may be called, such as `push.example.org` or `*.example.org`. Endpoints come from
   * browsers, so anybody can name any; only the known services and these are called. @default none
   */
  readonly allowHosts?: readonly string[] | undefined;
  /** For tests: any host, private addresses and plain http. @default false */
  readonly allowPrivate?: boolean | undefined;
  /** The site's service worker reports what it received; without it there is nothing to wait for. @default true */
  readonly receipts?: boolean | undefined;
  /** One call, connecting included, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** Messages in flight, and connections per push service, at once. @default 32 */
  readonly concurrency?: number | undefined;
  /** Most messages a second. @default as fast as it goes */
  readonly perSecond?: number | undefined;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly ca?: string | undefined;
  /** Milliseconds since 1970; tells when a signed header is too old. @default Date.now */
  readonly now?: (() => number) | undefined;
}

export const KIND = "web-push";

const URGENCIES: readonly Urgency[] = ["very-low", "low", "normal", "high"];

const BASE64URL = /^[A-Za-z0-9_-]+$/;

const NAMES = namesOf<WebPushOptions>()(
  "vapid ttlSeconds urgency allowHosts allowPrivate receipts timeoutMs concurrency perSecond ca now",
);
const KEY_NAMES = namesOf<VapidKeys>()("subject publicKey privateKey");

/**
 * Finds every misspelt option and every mistake in the keys before anything is sent. A private key that does not belong to the public one
 * would otherwise show only as refusals of every single message.
 *
 * @throws {ConfigError} `config/invalid`
 */
export function checkOptions(options: WebPushOptions): void {
  refuseUnknownNames(KIND, unknownNames(options, NAMES), unknownNames(options.vapid, KEY_NAMES, "vapid"));
  const { subject = "", publicKey = "", privateKey = "" }: Partial<VapidKeys> = options.vapid ?? {};
  const { ttlSeconds = 1, urgency = "normal", allowHosts = [] } = options;
  checked<void>(KIND, (expect) => {
    const isSubject = /^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(subject);
    const areKeys = isBase64url(publicKey, 65) && isBase64url(privateKey, 32);
    const isPair = !areKeys || publicKeyOf(privateKey) === publicKey;
    expect(isSubject, "vapid.subject", "write mailto:you@example.org or an https: address");
    expect(isBase64url(publicKey, 65), "vapid.publicKey", "write 65 bytes in URL-safe base64");
    expect(isBase64url(privateKey, 32), "vapid.privateKey", "write 32 bytes in URL-safe base64");
    expect(isPair, "vapid.privateKey", "write the one that belongs to vapid.publicKey");
    expect(ttlSeconds >= 0 && Number.isFinite(ttlSeconds), "ttlSeconds", "write seconds, such as 86400");
    expect(URGENCIES.includes(urgency), "urgency", `write one of ${URGENCIES.join(", ")}`);
    const areHosts = allowHosts.every((host) => /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(host));
    expect(areHosts, "allowHosts", "write names of hosts such as push.example.org or *.example.org");
    checkLimits(options, expect);
  });
}

function isBase64url(text: string, bytes: number): boolean {
  return BASE64URL.test(text) && Buffer.from(text, "base64url").length === bytes;
}

function publicKeyOf(privateKey: string): string | undefined {
  const curve = createECDH("prime256v1");
  try {
    curve.setPrivateKey(privateKey, "base64url");
  } catch {
    return undefined; // zero, or beyond the order of the curve
  }
  return curve.getPublicKey("base64url");
}
