import { checkPath, type Expect } from "./expectation.ts";
import type { HttpSmsOptions } from "./http-sms-options.ts";
import type { ReceiptOptions, ReplyOptions } from "./receipt-options.ts";

const KINDS = ["in-transit", "delivered", "undelivered", "engaged"];

export function checkReceipts(options: HttpSmsOptions, expect: Expect): void {
  const { receipts, replies, canReply, callbackRetryMs = 0 } = options;
  expect(callbackRetryMs === 0 || receipts !== undefined, "callbackRetryMs", "give receipts too");
  expect(canReply !== true || replies !== undefined, "canReply", "give replies: an answer that nobody reads is lost");
  expect(replies === undefined || receipts !== undefined, "replies", "give receipts too: both come to one address");
  if (receipts !== undefined) {
    checkReader(receipts, expect);
    checkProof(receipts.verify, expect);
  }
  if (replies !== undefined) checkReplies(replies, receipts, expect);
}

function checkReader(receipts: ReceiptOptions, expect: Expect): void {
  const { items, status, ref, attemptId, errorCode, eventId, at, statuses } = receipts;
  for (const [name, path] of Object.entries({ items, status, ref, attemptId, errorCode, eventId, at })) {
    checkPath(path, `receipts.${name}`, expect);
  }
  const kinds = Object.entries(statuses).map(([word, meaning]) => {
    return [word, typeof meaning === "string" ? meaning : meaning.kind] as const;
  });
  expect(kinds.length > 0, "receipts.statuses", "say what the gateway's statuses mean");
  for (const [word, kind] of kinds) {
    expect(KINDS.includes(kind), `receipts.statuses.${word}`, `write one of ${KINDS.join(", ")}`);
  }
}

function checkProof(verify: ReceiptOptions["verify"], expect: Expect): void {
  if (verify === undefined) return;
  if ("hmac" in verify) {
    const secrets = [verify.hmac.secret].flat();
    expect(verify.hmac.header !== "", "receipts.verify.hmac.header", "name the header of the signature");
    expect(secrets.length > 0 && secrets.every(Boolean), "receipts.verify.hmac.secret", "give the shared secret");
    return;
  }
  const { header, query, token } = verify.token;
  const tokens = [token].flat();
  expect((header === undefined) !== (query === undefined), "receipts.verify.token", "give either header or query");
  expect(tokens.length > 0 && tokens.every(Boolean), "receipts.verify.token.token", "give the token");
}

function checkReplies(replies: ReplyOptions, receipts: ReceiptOptions | undefined, expect: Expect): void {
  const { from, to, text, id, at, when, optOut } = replies;
  const paths = { from, to, text, id, at, "when.at": when?.at, "optOut.at": optOut?.at };
  for (const [name, path] of Object.entries(paths)) checkPath(path, `replies.${name}`, expect);
  const isTold = when !== undefined || receipts?.status !== text;
  expect(isTold, "replies.when", "say what tells a person's SMS from a report");
}
