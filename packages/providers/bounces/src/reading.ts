import type { Reason } from "./reason.ts";

/** Maximum number of recipients that are read from one mail. */
export const MAX_RECIPIENTS = 20;
/** Maximum length of an address in characters (RFC 5321). */
const MAX_ADDRESS = 254;
const ADDRESS = /[^\s<>()[\]",;:|'`]{1,64}@[^\s<>()[\]",;:|'`@=]{1,190}/;
const QUOTED = /"[^"\\\s]{1,62}"@[^\s<>()[\]",;:|'`@]{1,190}/;

export function addressIn(text: string): string | undefined {
  const piece = text.slice(0, 1_000);
  const found = QUOTED.exec(piece)?.[0] ?? ADDRESS.exec(piece)?.[0];
  return found === undefined ? undefined : clean(found);
}

export function addressesIn(text: string, most = 50): readonly string[] {
  const found = new Set<string>();
  for (const [address] of text.slice(0, 65_536).matchAll(new RegExp(ADDRESS, "g"))) {
    const plain = clean(address);
    if (plain !== undefined) found.add(plain);
    if (found.size >= most) break;
  }
  return [...found];
}

/** Reads the address of a field such as `rfc822; ada@example.org` (RFC 3464) or `utf-8; jürgen@example.org` (RFC 6533). */
export function typedAddress(value: string): string | undefined {
  const plain = value.replace(/^\s*(?:rfc\/?822|utf-?8|smtp|unknown|x-[a-z0-9-]{1,40}|system|lotus)\s*;\s*/i, "");
  return addressIn(unescaped(plain));
}

/** Decodes the 7-bit form of an address (RFC 6533), in which `\x{FC}` is ü. */
function unescaped(text: string): string {
  return text.replace(/\\x\{([0-9a-f]{2,6})\}/gi, (whole, hex: string) => {
    const point = Number.parseInt(hex, 16);
    return point > 0x1f && point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole;
  });
}

function clean(address: string): string | undefined {
  const plain = address
    .replace(/^mailto:/i, "")
    .replace(/[.>]{1,3}$/, "")
    .toWellFormed()
    .toLowerCase();
  return plain.length > MAX_ADDRESS || plain.startsWith("@") || plain.endsWith("@") ? undefined : plain;
}

/** The action that the reporting server took (RFC 3464). */
export type Action = "failed" | "delayed" | "delivered" | "relayed" | "expanded";

/** `permanent` = invalid address · `temporary` = failed mail, later mails may arrive · `none` = no failure */
export type Verdict = "permanent" | "temporary" | "none";

export interface ReportedRecipient {
  /** The failed address. The address in the report, which may differ from the address to which the mail was sent. */
  readonly address: string;
  readonly original: string | undefined;
  readonly action: Action;
  /** The most specific enhanced status code (RFC 3463) in the report, or "". */
  readonly status: string;
  readonly verdict: Verdict;
  readonly reason: Reason;
}

export interface DeliveryReport {
  readonly kind: "delivery-report";
  /** True if the report has machine-readable fields (RFC 3464), false if it is prose. */
  readonly isStandard: boolean;
  readonly recipients: readonly ReportedRecipient[];
  /** When the reporting server wrote the report, in milliseconds since 1970. */
  readonly reportedAt: number | undefined;
}

export interface ComplaintFacts {
  /** `abuse`, `fraud`, `virus`, `opt-out`, `not-spam`, …, or "". */
  readonly feedback: string;
  readonly recipients: readonly string[];
  /** The opt-out URL of the reported mail. Mailbox providers that remove addresses keep it, but anyone can forge it. */
  readonly optOutUrl: string | undefined;
}

/** A complaint (RFC 5965): a recipient pressed "this is spam", or a mailbox provider reported the mail. */
export interface Complaint extends ComplaintFacts {
  readonly kind: "complaint";
  readonly reportedAt: number | undefined;
}

/** A mail that is not a report: an automatic reply, or any other mail to the return path. */
export interface NotABounce {
  readonly kind: "not-a-bounce";
  readonly why: "automatic-answer" | "no-report";
  readonly reportedAt: number | undefined;
}

export interface Unreadable {
  readonly kind: "unreadable";
  readonly why: "too-large" | "too-many-parts" | "malformed";
}

export type BounceReading = DeliveryReport | Complaint | NotABounce | Unreadable;
