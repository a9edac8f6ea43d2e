import { isIP } from "node:net";
import { isPrivateAddress } from "@relance/provider-kit";
import { ConfigError } from "@relance/spec";

const SECRET_BYTES = [24, 64] as const;

/** Where signed requests go, as a configuration says it. */
export interface PostAddress {
  /** An https address. It is called as it stands: redirects are refused. */
  readonly url: string;
  /** `whsec_` and 24 to 64 random bytes in base64. Signs every request. */
  readonly secret: string | undefined;
  /** The address may lie inside the house, and be plain http. @default false */
  readonly allowPrivate?: boolean | undefined;
}

/** The same once it was looked at. */
export interface PostTarget {
  /** Its place in the configuration, such as `alerts.webhook`. */
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly allowPrivate: boolean;
}

/** @throws {ConfigError} `config/invalid`, `config/secret-missing` */
export function readPostTarget(path: string, { url, secret, allowPrivate = false }: PostAddress): PostTarget {
  const address = typeof url === "string" ? URL.parse(url) : null;
  if (address === null || address.username !== "" || address.password !== "")
    throw invalid(`${path}.url`, "write an address such as https://hooks.example.org/relance");
  const host = address.hostname.replace(/^\[|\]$/g, "");
  const isInside = host === "localhost" || (isIP(host) !== 0 && isPrivateAddress(host));
  if (!allowPrivate && isInside)
    throw invalid(`${path}.url`, "it lies inside the house; write allowPrivate: true if that is meant");
  if (address.protocol !== "https:" && !(allowPrivate && address.protocol === "http:"))
    throw invalid(`${path}.url`, "write https; plain http needs allowPrivate: true");
  return { name: path, url, secret: readSecret(path, secret), allowPrivate };
}

function readSecret(path: string, secret: string | undefined): string {
  const [, text = ""] = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(secret ?? "") ?? [];
  const bytes = Buffer.from(text, "base64").length;
  if (bytes >= SECRET_BYTES[0] && bytes <= SECRET_BYTES[1]) return `whsec_${text}`;
  throw new ConfigError(
    "config/secret-missing",
    `${path}.secret is whsec_ and 24 to 64 random bytes in base64, such as those of: openssl rand -base64 32`,
  );
}

function invalid(path: string, advice: string): ConfigError {
  return new ConfigError("config/invalid", `${path}: ${advice}`, { problems: [{ path, advice }] });
}
