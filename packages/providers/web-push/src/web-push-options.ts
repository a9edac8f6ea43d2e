import { createECDH } from "node:crypto";
import { checked, checkLimits, type DeviceOptions, limitMs, type TimeLimit } from "@relance/provider-kit";
import { nameAll, refuseUnknownNames, unknownNames } from "@relance/spec";

/** How urgently a device in power-saving mode should wake (RFC 8030). */
export type Urgency = "very-low" | "low" | "normal" | "high";

/** The key pair by which push services know the sender, and a contact (RFC 8292). */
export interface VapidKeys {
  /** A contact for push services: a `mailto:` or `https:` URL. Apple refuses `localhost`. */
  readonly subject: string;
  /** The public key, 65 bytes in URL-safe base64. Browsers subscribe with this key. */
  readonly publicKey: string;
  /** The private key, 32 bytes in URL-safe base64. */
  readonly privateKey: string;
}

export interface WebPushOptions extends DeviceOptions {
  readonly vapid: VapidKeys;
  /** How long a push service keeps a message for an offline device, such as `12h`. @default "4w", the maximum */
  readonly ttl?: TimeLimit | undefined;
  /** `high` wakes a sleeping phone. Push services throttle senders that always use `high`. @default "normal" */
  readonly urgency?: Urgency | undefined;
  /** More push services to permit, such as `*.example.org`: a browser can name any host. @default none */
  readonly allowHosts?: readonly string[] | undefined;
  /** For tests: permits any host, private addresses and plain http. @default false */
  readonly allowPrivate?: boolean | undefined;
}

export const KIND = "web-push";

const URGENCIES: readonly Urgency[] = ["very-low", "low", "normal", "high"];

const BASE64URL = /^[A-Za-z0-9_-]+$/;

const NAMES = nameAll<WebPushOptions>()(
  "vapid ttl urgency allowHosts allowPrivate receipts timeout concurrency perSecond ca now",
);
const KEY_NAMES = nameAll<VapidKeys>()("subject publicKey privateKey");

/** Checks all options and the key pair. @throws {ConfigError} `config/invalid`, with every mistake found */
export function checkOptions(options: WebPushOptions): void {
  refuseUnknownNames(KIND, unknownNames(options, NAMES), unknownNames(options.vapid, KEY_NAMES, "vapid"));
  const { subject = "", publicKey = "", privateKey = "" }: Partial<VapidKeys> = options.vapid ?? {};
  const { ttl, urgency = "normal", allowHosts = [] } = options;
  checked<void>(KIND, (expect) => {
    const isSubject = /^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(subject);
    const areKeys = isBase64url(publicKey, 65) && isBase64url(privateKey, 32);
    const isPair = !areKeys || derivePublicKey(privateKey) === publicKey;
    expect(isSubject, "vapid.subject", "write mailto:you@example.org or an https: address");
    expect(isBase64url(publicKey, 65), "vapid.publicKey", "write 65 bytes in URL-safe base64");
    expect(isBase64url(privateKey, 32), "vapid.privateKey", "write 32 bytes in URL-safe base64");
    expect(isPair, "vapid.privateKey", "write the private key that belongs to vapid.publicKey");
    expect(limitMs(ttl, "4w") >= 0, "ttl", "write a duration such as 12h");
    expect(URGENCIES.includes(urgency), "urgency", `write one of ${URGENCIES.join(", ")}`);
    const areHosts = allowHosts.every((host) => /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(host));
    expect(areHosts, "allowHosts", "write names of hosts such as push.example.org or *.example.org");
    checkLimits(options, expect);
  });
}

function isBase64url(text: string, bytes: number): boolean {
  return BASE64URL.test(text) && Buffer.from(text, "base64url").length === bytes;
}

function derivePublicKey(privateKey: string): string | undefined {
  const curve = createECDH("prime256v1");
  try {
    curve.setPrivateKey(privateKey, "base64url");
  } catch {
    return undefined; // the key is zero, or too large for the curve P-256
  }
  return curve.getPublicKey("base64url");
}
