import { createHmac } from "node:crypto";
import { sameAsAny } from "@relance/provider-kit";
import { type InboundRequest, type ReceiptReader, WebhookError } from "@relance/spec";
import type { HmacCheck, ReceiptOptions, TokenCheck } from "./receipt-options.ts";

/** The configured proof of a sender; without one, only our own signature in the callback address counts. */
export function senderProof(verify: ReceiptOptions["verify"]): Pick<ReceiptReader, "proof" | "verify"> {
  if (verify === undefined) return { proof: "signed-url" };
  const check = "hmac" in verify ? hmacCheck(verify.hmac) : tokenCheck(verify.token);
  return { proof: "own-signature", verify: check };
}

function hmacCheck(options: HmacCheck): (request: InboundRequest) => void {
  const { header, algorithm = "sha256", encoding = "hex", prefix = "", over = "body" } = options;
  const secrets = [options.secret].flat();
  return ({ method, url, headers, body }) => {
    const given = headers.get(header);
    if (given === null) throw bad(`the header ${header} is missing`);
    if (over === "body" && method === "GET") throw bad("a signature over the body proves nothing of a GET");
    const expected = secrets.map((secret) => {
      const hmac = createHmac(algorithm, secret);
      if (over === "url-and-body") hmac.update(url);
      return prefix + hmac.update(body).digest(encoding);
    });
    const comparable = encoding === "hex" ? given.toLowerCase() : given;
    const wanted = encoding === "hex" ? expected.map((one) => one.toLowerCase()) : expected;
    if (!sameAsAny(wanted, comparable)) throw bad(`${header} does not fit`);
  };
}

function tokenCheck({ header, query, token }: TokenCheck): (request: InboundRequest) => void {
  const tokens = [token].flat();
  return ({ url, headers }) => {
    const given = header === undefined ? new URL(url).searchParams.get(query ?? "") : headers.get(header);
    if (given === null || !sameAsAny(tokens, given)) throw bad("the token is missing or wrong");
  };
}

function bad(fact: string): WebhookError {
  return new WebhookError("webhook/bad-signature", fact);
}
