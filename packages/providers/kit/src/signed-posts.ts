import { isIP } from "node:net";
import {
  ConfigError,
  type Plugin,
  type PostAddress,
  type PostPayload,
  ProviderError,
  RelanceError,
} from "@relance/spec";
import pRetry from "p-retry";
import { Webhook } from "standardwebhooks";
import type { HttpAnswer } from "./http-answer.ts";
import { createHttpCaller } from "./http-caller.ts";
import { isPrivateAddress } from "./private-address.ts";
import { retryAfterMs } from "./retry-after.ts";

/** How often a post is retried without delay. Later retries are scheduled by the store. */
const RETRIES = 2;
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 65_536;
const CONNECTIONS = 4;

interface SignedPoster {
  /** @throws {ProviderError} for any status other than 2xx, including redirects; `vendorCode` is the status */
  post(payload: PostPayload, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

function signedPoster({ name, url, secret, allowPrivate }: PostTarget): SignedPoster {
  const webhook = new Webhook(secret);
  const http = createHttpCaller({
    provider: name,
    addresses: allowPrivate ? "any" : "public",
    timeoutMs: TIMEOUT_MS,
    connections: CONNECTIONS,
    maxBytes: MAX_ANSWER_BYTES,
    bodies: "ignored", // many systems answer with a page, but only the status is needed
  });

  async function once({ id, body }: PostPayload, signal: AbortSignal): Promise<void> {
    const now = new Date();
    const headers = {
      "content-type": "application/json",
      "user-agent": "relance",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
      "webhook-signature": webhook.sign(id, now, body),
    };
    accept(name, await http.call({ method: "POST", url, headers, body, signal }));
  }

  return {
    post: (payload, signal) =>
      pRetry(() => once(payload, signal), {
        retries: RETRIES,
        minTimeout: 250,
        maxTimeout: 2_000,
        randomize: true,
        signal,
        shouldRetry: ({ error }) => isPassing(error),
      }),
    close: () => http.close(),
  };
}

interface Posters {
  post(plugin: string, to: string, payload: PostPayload, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Creates the functions that send signed posts (https://www.standardwebhooks.com), by plugin and name. */
export function createPosters(targets: readonly PostTarget[]): Posters {
  const posters = new Map(targets.map((target) => [target.name, signedPoster(target)]));
  return {
    async post(plugin, to, payload, signal) {
      const poster = posters.get(callbackPath(plugin, to));
      if (poster === undefined) throw new RangeError(`the plugin ${plugin} declares no ${to} in its posts`);
      await poster.post(payload, signal);
    },
    async close() {
      for (const poster of posters.values()) await poster.close();
    },
  };
}

/** Checks the systems to which a plugin posts. @throws {ConfigError} `config/invalid`, `config/secret-missing` */
export function readPosts({ name, posts }: Plugin): readonly PostTarget[] {
  return Object.entries(posts).map(([to, address]) => readPostTarget(callbackPath(name, to), address));
}

const callbackPath = (plugin: string, to: string): string => `plugins.${plugin}.${to}`;

function accept(name: string, { status, headers }: HttpAnswer): void {
  if (status >= 200 && status < 300) return;
  const isPassingFault = status >= 500 || status === 429 || status === 408;
  throw new ProviderError(isPassingFault ? "provider/unavailable" : "provider/refused", `HTTP ${status}`, {
    provider: name,
    disposition: isPassingFault ? "retry" : "reject",
    retryAfterMs: isPassingFault ? retryAfterMs(headers["retry-after"], Date.now()) : undefined,
    vendorCode: String(status),
  });
}

/** Returns whether an immediate retry may succeed. A refusal or a forbidden URL will not change. */
function isPassing(error: unknown): boolean {
  if (!RelanceError.is(error) || ("retryAfterMs" in error && error.retryAfterMs !== undefined)) return false;
  return error.code !== "provider/refused" && error.code !== "provider/forbidden-address";
}

const SECRET_BYTES = [24, 64] as const;

export interface PostTarget {
  /** The setting's path in the configuration, such as `plugins.alerts.webhook`. */
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly allowPrivate: boolean;
}

function readPostTarget(path: string, { url, secret, allowPrivate = false }: PostAddress): PostTarget {
  const address = typeof url === "string" ? URL.parse(url) : null;
  if (address === null || address.username !== "" || address.password !== "")
    throw invalid(`${path}.url`, "write an address such as https://hooks.example.org/relance");
  const host = address.hostname.replace(/^\[|\]$/g, "");
  const isInside = host === "localhost" || (isIP(host) !== 0 && isPrivateAddress(host));
  if (!allowPrivate && isInside)
    throw invalid(`${path}.url`, "the URL is in a private network; write allowPrivate: true if this is intended");
  if (address.protocol !== "https:" && !(allowPrivate && address.protocol === "http:"))
    throw invalid(`${path}.url`, "write https; plain http needs allowPrivate: true");
  return { name: path, url, secret: readSecret(path, secret), allowPrivate };
}

function readSecret(path: string, secret: string | undefined): string {
  const [, text = ""] = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(secret ?? "") ?? [];
  const bytes = Buffer.from(text, "base64").length;
  if (bytes >= SECRET_BYTES[0] && bytes <= SECRET_BYTES[1]) return `whsec_${text}`;
  const message = `${path}.secret is whsec_ and 24 to 64 random bytes in base64, such as those of: openssl rand -base64 32`;
  throw new ConfigError("config/secret-missing", message);
}

function invalid(path: string, advice: string): ConfigError {
  return new ConfigError("config/invalid", `${path}: ${advice}`, { problems: [{ path, advice }] });
}
