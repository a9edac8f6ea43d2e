import type { Reason } from "./reason.ts";

/** Maximum length of an address (RFC 5321), in characters; longer text is ignored. */
const MAX_ADDRESS = 254;
const ADDRESS = /[^\s<>()[\]",;:|'`]{1,64}@[^\s<>()[\]",;:|'`@=]{1,190}/;
const QUOTED = /"[^"\\\s]{1,62}"@[^\s<>()[\]",;:|'`@]{1,190}/;

/** The first mailbox in a text, in lower case; `undefined` if there is none. */
export function addressIn(text: string): string | undefined {
  const piece = text.slice(0, 1_000);
  const found = QUOTED.exec(piece)?.[0] ?? ADDRESS.exec(piece)?.[0];
  return found === undefined ? undefined : clean(found);
}

/** All distinct mailboxes in a text, in lower case, in order. */
export function addressesIn(text: string, most = 50): readonly string[] {
  const found = new Set<string>();
  for (const [address] of text.slice(0, 65_536).matchAll(new RegExp(ADDRESS, "g"))) {
    const plain = clean(address);
    if (plain !== undefined) found.add(plain);
    if (found.size >= most) break;
  }
  return [...found];
}

/**
 * The address of a field such as `rfc822; ada@example.org` (RFC 3464) or `utf-8; jürgen@example.org` (RFC 6533). Some
 * servers omit the type, others add a name or brackets.
 */
export function typedAddress(value: string): string | undefined {
  const plain = value.replace(/^\s*(?:rfc\/?822|utf-?8|smtp|unknown|x-[a-z0-9-]{1,40}|system|lotus)\s*;\s*/i, "");
  return addressIn(unescaped(plain));
}

/** RFC 6533: `\x{FC}` is ü in the 7-bit form of an address. */
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

/** The reporting server's action (RFC 3464). */
export type Action = "failed" | "delayed" | "delivered" | "relayed" | "expanded";

/** `permanent`: the address is invalid. `temporary`: this mail failed, another may succeed. `none`: no failure. */
export type Verdict = "permanent" | "temporary" | "none";

/** The result for one recipient of a mail. */
export interface ReportedRecipient {
  /** The address as the reporting server names it, which may differ from the one that we wrote to. */
  readonly address: string;
  /** The address that we wrote to, if the report contains it. */
  readonly original: string | undefined;
  readonly action: Action;
  /** The most specific enhanced status code (RFC 3463) in the report; "" if there is none. */
  readonly status: string;
  readonly verdict: Verdict;
  readonly reason: Reason;
}

/** A delivery report, in the standard's form or in prose. */
export interface DeliveryReport {
  readonly kind: "delivery-report";
  /** True if the report was read from machine-readable fields (RFC 3464), not from prose. */
  readonly isStandard: boolean;
  readonly recipients: readonly ReportedRecipient[];
  /** When the reporting server wrote the report, in milliseconds since 1970. */
  readonly reportedAt: number | undefined;
}

/** The content of a complaint in any format. */
export interface ComplaintFacts {
  /** `abuse`, `fraud`, `virus`, `opt-out`, `not-spam`, …, or "". */
  readonly feedback: string;
  /** The addresses of the complainants that the report names. */
  readonly recipients: readonly string[];
  /**
   * The `List-Unsubscribe` URL of the reported mail, which providers keep when they redact addresses. It proves nothing
   * here.
   */
  readonly optOutUrl: string | undefined;
}

/** A recipient pressed "this is spam" (RFC 5965), or a mailbox provider reports so. */
export interface Complaint extends ComplaintFacts {
  readonly kind: "complaint";
  /** When the reporting server wrote the complaint, in milliseconds since 1970. */
  readonly reportedAt: number | undefined;
}

/** A mail that reports no delivery: an automatic answer, or any other mail to the return path. */
export interface NotABounce {
  readonly kind: "not-a-bounce";
  readonly why: "automatic-answer" | "no-report";
  /** When the reporting server wrote the mail, in milliseconds since 1970. */
  readonly reportedAt: number | undefined;
}

/** A mail that was not parsed. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly why: "too-large" | "too-many-parts" | "malformed";
}

export type BounceReading = DeliveryReport | Complaint | NotABounce | Unreadable;
