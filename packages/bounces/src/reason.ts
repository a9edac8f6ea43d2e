/** Why a mail did not arrive; `unclear` when the report does not tell. */
export type Reason =
  | "delivered"
  | "user-unknown"
  | "host-unknown"
  | "moved"
  | "no-mail-accepted"
  | "mailbox-full"
  | "mailbox-disabled"
  | "filtered"
  | "too-large"
  | "content"
  | "spam"
  | "virus"
  | "authentication"
  | "sender-blocked"
  | "sender-refused"
  | "relay-denied"
  | "policy"
  | "rate-limited"
  | "network"
  | "loop"
  | "expired"
  | "system"
  | "delayed"
  | "unclear";

/** These speak of the address itself: it will never work. Everything else may be better another time. */
const DEAD: ReadonlySet<Reason> = new Set(["user-unknown", "host-unknown", "moved", "no-mail-accepted"]);

export function isDead(reason: Reason): boolean {
  return DEAD.has(reason);
}

/** What a detail of RFC 3463 (the part after the class) means, where servers use it as it was meant. */
const DETAILS: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ["1.0", "user-unknown"],
  ["1.1", "user-unknown"],
  ["1.2", "host-unknown"],
  ["1.3", "user-unknown"],
  ["1.4", "user-unknown"],
  ["1.6", "moved"],
  ["1.7", "sender-refused"],
  ["1.8", "sender-refused"],
  ["1.9", "system"],
  ["1.10", "no-mail-accepted"],
  ["2.0", "filtered"],
  ["2.1", "mailbox-disabled"],
  ["2.2", "mailbox-full"],
  ["2.3", "too-large"],
  ["2.4", "system"],
  ["3.1", "system"],
  ["3.4", "too-large"],
  ["4.1", "network"],
  ["4.2", "network"],
  ["4.3", "system"],
  ["4.4", "host-unknown"],
  ["4.6", "loop"],
  ["4.7", "expired"],
  ["5.2", "system"],
  ["5.3", "rate-limited"],
  ["7.1", "policy"],
  ["7.20", "authentication"],
  ["7.21", "authentication"],
  ["7.23", "authentication"],
  ["7.24", "authentication"],
  ["7.25", "sender-blocked"],
  ["7.26", "authentication"],
  ["7.27", "sender-refused"],
]);

const SUBJECTS: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ["3", "system"],
  ["4", "network"],
  ["6", "content"],
  ["7", "policy"],
]);

/** What an enhanced code alone says; `unclear` for one that says only that it failed. */
export function reasonOfCode(enhanced: string): Reason {
  const detail = enhanced.slice(2);
  return DETAILS.get(detail) ?? SUBJECTS.get(detail.slice(0, detail.indexOf("."))) ?? "unclear";
}
