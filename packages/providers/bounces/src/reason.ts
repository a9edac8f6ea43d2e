/** The reason why a mail did not arrive. `unclear` if the report gives no reason. */
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

/** Reasons that make an address invalid. With any other reason, later mails may arrive. */
const DEAD: ReadonlySet<Reason> = new Set(["user-unknown", "host-unknown", "moved", "no-mail-accepted"]);

export function isDead(reason: Reason): boolean {
  return DEAD.has(reason);
}

/** Details of status codes (RFC 3463) that servers use as specified. A detail is the code without its first number. */
const DETAILS: ReadonlyMap<string, Reason> = byDetail({
  "user-unknown": "1.1 1.3 1.4",
  "host-unknown": "1.2 4.4",
  moved: "1.6",
  "sender-refused": "1.7 1.8 7.27",
  system: "1.9 2.4 3.1 4.3 5.2",
  "no-mail-accepted": "1.10",
  filtered: "2.0",
  "mailbox-disabled": "2.1",
  "mailbox-full": "2.2",
  "too-large": "2.3 3.4",
  network: "4.1 4.2",
  loop: "4.6",
  expired: "4.7",
  "rate-limited": "5.3",
  policy: "7.1",
  authentication: "7.20 7.21 7.23 7.24 7.26",
  "sender-blocked": "7.25",
});

const SUBJECTS: ReadonlyMap<string, Reason> = byDetail({ system: "3", network: "4", content: "6", policy: "7" });

function byDetail(details: Partial<Record<Reason, string>>): ReadonlyMap<string, Reason> {
  const all = Object.entries(details) as [Reason, string][];
  return new Map(all.flatMap(([reason, list]) => list.split(" ").map((detail) => [detail, reason] as const)));
}

export function reasonOfCode(enhanced: string): Reason {
  const detail = enhanced.slice(2);
  return DETAILS.get(detail) ?? SUBJECTS.get(detail.slice(0, detail.indexOf("."))) ?? "unclear";
}

export interface Codes {
  readonly enhanced: string;
  readonly reply: number;
}

const MAX_TEXT = 4_000;

/** Matches `550 5.1.1`, `550-5.1.1`, `550 #5.1.0`, `(#5.1.1)`, `5.1.1`, but no part of an IP address or version. */
const ENHANCED =
  /(?<![\d.\w/-])(?<!(?:exim|version|release) )(?:[45]\d\d[ -]{1,3})?['"(#]{0,2}([245]\.\d{1,2}\.\d{1,3})(?![\d\w]|\.\d)/gi;
const REPLY = /(?<![\d.\w/:-])([45]\d\d)(?=[ -]|$|[:;,)\]])(?![ -]{1,2}(?:bytes|seconds|minutes|hours|days)\b)/g;

export function isVague(enhanced: string): boolean {
  return enhanced === "" || /^[245]\.(?:0\.0|0\.\d{3}|\d\.0)$/.test(enhanced) || enhanced.startsWith("2.");
}

export function codesIn(text: string): Codes {
  const piece = text.slice(0, MAX_TEXT);
  let enhanced = "";
  for (const [, code = ""] of piece.matchAll(ENHANCED)) {
    if (code.startsWith("2.")) continue;
    if (enhanced === "" || (isVague(enhanced) && !isVague(code))) enhanced = code;
  }
  const reply = Number(piece.matchAll(REPLY).next().value?.[1] ?? replyBefore(piece));
  return { enhanced, reply };
}

function replyBefore(text: string): string {
  return /(?<![\d.\w/:-])([45]\d\d)[ -]{1,3}#?[45]\.\d/.exec(text)?.[1] ?? "0";
}

/** Returns the more specific code. Servers often send `5.0.0` as Status, and the specific code in Diagnostic-Code. */
export function mostTelling(status: string, inWords: Codes): string {
  const own = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(status)?.[1] ?? "";
  if (own === "") return inWords.enhanced;
  return isVague(own) && !isVague(inWords.enhanced) ? inWords.enhanced : own;
}
