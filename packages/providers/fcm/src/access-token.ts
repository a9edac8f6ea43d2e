import {
  createHttpCaller,
  type ErrorClass,
  fieldPath,
  parseJson,
  refusal,
  retryAfterMs,
  statusClass,
  textAt,
} from "@relance/provider-kit";
import { ProviderError, vendorCode } from "@relance/spec";
import { SignJWT } from "jose";
import { KIND, type Sender } from "./fcm-options.ts";

const SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
const GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/** The longest lifetime that Google accepts for an assertion. */
const ASSERTION_SECONDS = 3_600;
/** Tokens are renewed this long before they expire, so that messages in flight stay authorized */
const SPARE_MS = 5 * 60_000;

const ACCESS_TOKEN = fieldPath("access_token");
const EXPIRES_IN = fieldPath("expires_in");
const ERROR = fieldPath("error");

export interface AccessTokens {
  /** Returns the current token. Concurrent calls share one request. @throws {ProviderError} always `not-sent` */
  get(): Promise<string>;
  forget(token: string): void;
  close(): Promise<void>;
}

/** Requests access tokens for a service account (RFC 7523). Each token is cached until it expires. */
export function createAccessTokens(
  sender: Sender,
  options: { readonly timeoutMs: number; readonly ca: string | undefined; readonly now: () => number },
): AccessTokens {
  const { timeoutMs, ca, now } = options;
  const caller = createHttpCaller({ provider: KIND, addresses: "any", timeoutMs, connections: 1, ca });
  const { signal } = new AbortController(); // several sends share the request, so the end of one send must not abort it
  let kept: { readonly token: string; readonly goodUntil: number } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const askedAt = now();
    const answer = await caller
      .call({
        method: "POST",
        url: sender.tokenUri,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ grant_type: GRANT, assertion: await assertion(sender, askedAt) }).toString(),
        signal,
      })
      .catch((cause: unknown) => {
        const init = { provider: KIND, disposition: "retry", beforeRequest: true, cause } as const;
        throw new ProviderError("provider/unreachable", "no access token: the token server did not answer", init);
      });
    const { status, text, headers } = answer;
    const json = parseJson(text);
    const token = status === 200 ? textAt(json, ACCESS_TOKEN) : undefined;
    if (token !== undefined) {
      const seconds = Number(textAt(json, EXPIRES_IN)) || ASSERTION_SECONDS;
      kept = { token, goodUntil: askedAt + seconds * 1000 - SPARE_MS };
      return token;
    }
    const told = vendorCode(textAt(json, ERROR));
    const fact = told === undefined ? `HTTP ${status}` : `HTTP ${status}, code ${told}`;
    throw refusal(KIND, explainStatus(status), {
      message: `no access token: ${fact}`,
      vendorCode: told,
      retryAfterMs: retryAfterMs(headers["retry-after"], now()),
    });
  }

  return {
    get() {
      if (kept !== undefined && now() < kept.goodUntil) return Promise.resolve(kept.token);
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    forget(token) {
      if (kept?.token === token) kept = undefined;
    },
    close: () => caller.close(),
  };
}

function assertion({ email, key, keyId, tokenUri }: Sender, now: number): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT({ scope: SCOPE })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", ...(keyId === undefined ? {} : { kid: keyId }) })
    .setIssuer(email)
    .setAudience(tokenUri.href)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ASSERTION_SECONDS)
    .sign(key);
}

/** Returns the meaning of a refused token request; no message is sent. Status 400 = wrong key or clock. */
function explainStatus(status: number): ErrorClass {
  return { ...statusClass(status === 400 ? 401 : status), outcome: "not-sent" };
}
