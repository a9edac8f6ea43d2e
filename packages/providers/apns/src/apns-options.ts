import type { KeyObject } from "node:crypto";
import { checked, checkLimits, checkUrl, type DeviceOptions, privateKey } from "@relance/provider-kit";
import { nameAll, refuseUnknownNames, unknownNames } from "@relance/spec";

export interface ApnsOptions extends DeviceOptions {
  /** The text of the key's `.p8` file. Apple offers the file for download only once. */
  readonly key: string;
  /** The key's 10-character id, which is in the file name. */
  readonly keyId: string;
  /** Your 10-character team id, from the membership page of your Apple account. */
  readonly teamId: string;
  /** The app's bundle id, such as `org.example.app`. */
  readonly topic: string;
  /** Apps that Xcode installs have `sandbox` tokens; all other apps have `production` tokens. @default "production" */
  readonly environment?: "production" | "sandbox" | undefined;
  /** With `normal`, a device in power-saving mode may delay the message. @default "high" */
  readonly priority?: "high" | "normal" | undefined;
  /** Base URL of APNs, for tests. @default Apple's, by `environment` */
  readonly endpoint?: string | undefined;
  /** Maximum number of messages in flight. APNs permits about 1,000, sometimes fewer. @default 100 */
  readonly concurrency?: number | undefined;
}

export const KIND = "apns";

const HOSTS = { production: "https://api.push.apple.com", sandbox: "https://api.sandbox.push.apple.com" };

const NAMES = nameAll<ApnsOptions>()(
  "key keyId teamId topic environment priority receipts endpoint timeout concurrency perSecond ca now",
);

export function readOptions(options: ApnsOptions): { readonly signingKey: KeyObject; readonly endpoint: URL } {
  refuseUnknownNames(KIND, unknownNames(options, NAMES));
  const { key, keyId, teamId, topic, environment = "production", priority = "high" } = options;
  return checked(KIND, (expect) => {
    const signingKey = parseSigningKey(key);
    const keyAdvice = "write the whole text of the AuthKey_….p8 file, which begins with -----BEGIN PRIVATE KEY-----";
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

function parseSigningKey(pem: string): KeyObject | undefined {
  const key = privateKey(pem);
  return key?.asymmetricKeyDetails?.namedCurve === "prime256v1" ? key : undefined;
}
