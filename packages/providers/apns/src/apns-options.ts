import { createPrivateKey, type KeyObject } from "node:crypto";
import { checked, checkLimits, checkUrl } from "@relance/provider-kit";
import { namesOf, refuseUnknownNames, unknownNames } from "@relance/spec";

/** What {@link apnsApp} needs: a signing key of your developer account, and the app. Everything else has a default. */
export interface ApnsOptions {
  /** The text of the key's `.p8` file, which Apple hands out once. */
  readonly key: string;
  /** The 10 characters of the key, in the name of its file. */
  readonly keyId: string;
  /** The 10 characters of your team, on the account's membership page. */
  readonly teamId: string;
  /** The app's bundle id, such as `org.example.app`. */
  readonly topic: string;
  /**
   * Tokens of apps that Xcode has installed are known to the sandbox alone; those of the App Store and of TestFlight to production.
   * @default "production"
   */
  readonly environment?: "production" | "sandbox" | undefined;
  /** `normal` lets a device that saves power wait for a better moment. @default "high" */
  readonly priority?: "high" | "normal" | undefined;
  /** The app reports what it received; without it there is nothing to wait for. @default true */
  readonly receipts?: boolean | undefined;
  /** Another address of APNs, or of what stands in for it in a test. @default Apple's own, by `environment` */
  readonly endpoint?: string | undefined;
  /** One call, connecting included, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** Messages in flight at once; APNs itself allows about 1,000, and may allow less. @default 100 */
  readonly concurrency?: number | undefined;
  /** Most messages a second, over all workers. @default as fast as it goes */
  readonly perSecond?: number | undefined;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly ca?: string | undefined;
  /** Milliseconds since 1970; tells when a token is too old, and when a message expires. @default Date.now */
  readonly now?: (() => number) | undefined;
}

export const KIND = "apns";

const HOSTS = { production: "https://api.push.apple.com", sandbox: "https://api.sandbox.push.apple.com" };

const NAMES = namesOf<ApnsOptions>()(
  "key keyId teamId topic environment priority receipts endpoint timeoutMs concurrency perSecond ca now",
);

/** The settings, once everything that can be seen without a request is right. */
export interface ReadOptions {
  readonly signingKey: KeyObject;
  readonly endpoint: URL;
}

/**
 * Finds every mistake before anything is sent.
 *
 * @throws {ConfigError} `config/invalid`
 */
export function readOptions(options: ApnsOptions): ReadOptions {
  refuseUnknownNames(KIND, unknownNames(options, NAMES));
  const { key, keyId, teamId, topic, environment = "production", priority = "high" } = options;
  return checked(KIND, (expect) => {
    const signingKey = signingKeyOf(key);
    const keyAdvice = "write the text of the AuthKey_….p8 file, from -----BEGIN PRIVATE KEY----- on";
    const idAdvice = "write the Key ID: 10 characters, as Certificates, Identifiers & Profiles > Keys shows it";
    const isBundle = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(topic ?? "");
    expect(signingKey !== undefined, "key", keyAdvice);
    expect(isTen(keyId), "keyId", idAdvice);
    expect(isTen(teamId), "teamId", "write the Team ID: 10 characters, as Membership details show it");
    expect(isBundle, "topic", "write the Bundle ID, such as org.example.app");
    expect(Object.hasOwn(HOSTS, environment), "environment", "write production or sandbox");
    expect(priority === "high" || priority === "normal", "priority", "write high or normal");
    checkLimits(options, expect);
    const endpoint = checkUrl(options.endpoint ?? HOSTS[environment] ?? HOSTS.production, "endpoint", expect);
    return signingKey && endpoint && { signingKey, endpoint };
  });
}

function isTen(text: string | undefined): boolean {
  return /^[A-Z0-9]{10}$/.test(text ?? "");
}

/** A key on P-256; `undefined` for anything else. What is wrong with it is not told: that could hold it. */
function signingKeyOf(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? key : undefined;
  } catch {
    return undefined;
  }
}
