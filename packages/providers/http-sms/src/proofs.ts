import { createHash, createHmac, createPublicKey, type KeyObject, verify as verifySignature } from "node:crypto";
import { limitMs, sameAsAny, type TimeLimit } from "@relance/provider-kit";
import { type SnsProof, snsProof } from "@relance/provider-kit/aws";
import { type InboundRequest, type ReceiptReader, WebhookError } from "@relance/spec";
import { jwtVerify } from "jose";
import type { Ed25519Check, HmacCheck, JwtCheck, SenderProof, TokenCheck } from "./receipt-options.ts";

type Check = NonNullable<ReceiptReader["verify"]>;

/** How much a signed time may differ from our clock, which limits replays. */
const TOLERANCE = "5m";

type Proof = Pick<ReceiptReader, "proof" | "verify"> & Partial<Pick<SnsProof, "read">>;

/** Creates the verification of requests. By default, only our signature in the callback URL is verified. */
export function senderProof(verify: SenderProof | undefined): Proof {
  if (verify === undefined) return { proof: "signed-url" };
  if ("sns" in verify) return { proof: "own-signature", ...snsProof(verify.sns) };
  return { proof: "own-signature", verify: createCheck(verify) };
}

function createCheck(verify: Exclude<SenderProof, { readonly sns: unknown }>): Check {
  if ("hmac" in verify) return hmacCheck(verify.hmac);
  if ("jwt" in verify) return jwtCheck(verify.jwt);
  if ("ed25519" in verify) return ed25519Check(verify.ed25519);
  return tokenCheck(verify.token);
}

function hmacCheck(options: HmacCheck): Check {
  const { header, algorithm = "sha256", encoding = "hex", prefix = "", signed = "{body}", timestampHeader } = options;
  const secrets = [options.secret].flat();
  const cased = (text: string) => (encoding === "hex" ? text.toLowerCase() : text);
  return ({ method, url, headers, body }) => {
    const given = readHeader(headers, header);
    if (method === "GET" && !signed.includes("{url}"))
      throw bad("a signature over the body cannot verify a GET, which has no body");
    const timestamp =
      timestampHeader === undefined ? "" : recent(readHeader(headers, timestampHeader), options.tolerance);
    const text = filledIn(signed, { timestamp, url }, body);
    const expected = secrets.map((secret) =>
      cased(prefix + createHmac(algorithm, secret).update(text).digest(encoding)),
    );
    if (!sameAsAny(expected, cased(given))) throw bad(`${header} does not match`);
  };
}

function jwtCheck({ header = "authorization", prefix = "", secret, bodyClaim, urlClaim }: JwtCheck): Check {
  const secrets = [secret].flat().map((one) => new TextEncoder().encode(one));
  return async ({ url, headers, body }) => {
    const given = readHeader(headers, header);
    if (!given.startsWith(prefix)) throw bad(`${header} does not begin with ${prefix}`);
    const claims = await claimsIn(given.slice(prefix.length), secrets);
    if (claims === undefined) throw bad(`${header} does not match`);
    const bound: (readonly [claim: unknown, hash: string])[] = [
      ...(urlClaim === undefined ? [] : [[claims[urlClaim], sha256(url)] as const]),
      ...(bodyClaim === undefined || body.byteLength === 0 ? [] : [[claims[bodyClaim], sha256(body)] as const]),
    ];
    if (bound.length === 0) throw bad("the token contains no hash of this request");
    for (const [claim, hash] of bound) {
      if (typeof claim !== "string" || !sameAsAny([hash], claim.toLowerCase()))
        throw bad("the token was made for another request");
    }
  };
}

async function claimsIn(token: string, secrets: readonly Uint8Array[]): Promise<Record<string, unknown> | undefined> {
  const algorithms = ["HS256", "HS384", "HS512"];
  for (const secret of secrets) {
    const verified = await jwtVerify(token, secret, { algorithms, clockTolerance: TOLERANCE }).catch(() => undefined);
    if (verified !== undefined) return verified.payload;
  }
  return undefined;
}

function ed25519Check(options: Ed25519Check): Check {
  const { header, timestampHeader, signed } = options;
  const keys = [options.publicKey].flat().map(parsePublicKey);
  return ({ url, headers, body }) => {
    const signature = Buffer.from(readHeader(headers, header), options.encoding ?? "base64");
    const timestamp = recent(readHeader(headers, timestampHeader), options.tolerance);
    const text = filledIn(signed, { timestamp, url }, body);
    const fits = keys.some((key) => key !== undefined && verifySignature(null, text, key, signature));
    if (!fits) throw bad(`${header} does not match`);
  };
}

/** Reads a raw Ed25519 key of 32 bytes in base64; `undefined` for any other text. */
export function parsePublicKey(text: string): KeyObject | undefined {
  const raw = Buffer.from(text, "base64");
  if (raw.byteLength !== 32) return undefined;
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
}

function tokenCheck({ header, query, token }: TokenCheck): Check {
  const tokens = [token].flat();
  return ({ url, headers }) => {
    const given = header === undefined ? new URL(url).searchParams.get(query ?? "") : headers.get(header);
    if (given === null || !sameAsAny(tokens, given)) throw bad("the token is missing or wrong");
  };
}

function readHeader(headers: Headers, name: string): string {
  const given = headers.get(name);
  if (given === null) throw bad(`the header ${name} is missing`);
  return given;
}

/** Parses seconds since 1970; throws unless the time is close to the current time. */
function recent(timestamp: string, tolerance: TimeLimit | undefined): string {
  const isRecent =
    /^\d+$/.test(timestamp) && Math.abs(Date.now() - 1_000 * Number(timestamp)) <= limitMs(tolerance, TOLERANCE);
  if (!isRecent) throw bad("the signed time differs too much from the current time");
  return timestamp;
}

/** Builds the text that is signed. The raw body is inserted last, so that placeholders in the body are not replaced. */
function filledIn(
  signed: string,
  values: { readonly timestamp: string; readonly url: string },
  body: Uint8Array,
): Buffer {
  const [before = "", after = ""] = signed
    .split("{body}")
    .map((part) => part.replace("{timestamp}", values.timestamp).replace("{url}", () => values.url));
  return Buffer.concat([Buffer.from(before), body, Buffer.from(after)]);
}

function sha256(data: string | InboundRequest["body"]): string {
  return createHash("sha256").update(data).digest("hex");
}

function bad(fact: string): WebhookError {
  return new WebhookError("webhook/bad-signature", fact);
}
