import type { BounceReading, Verdict } from "@relance/bounces";
import { onOneLine } from "../output/printable.ts";

/** What one mail is, as `relance bounces` prints it. */
export interface VerdictRow {
  readonly file: string;
  readonly kind: BounceReading["kind"];
  /** The gravest of its recipients'. */
  readonly verdict: VerdictWord;
  /** Why it was not judged, or what kind of complaint it is. */
  readonly detail?: string;
  readonly recipients: readonly RecipientRow[];
}

interface RecipientRow {
  readonly address: string;
  readonly action: string;
  readonly status: string;
  readonly verdict: VerdictWord;
  readonly permanent: boolean;
  readonly reason: string;
}

type VerdictWord = "permanent" | "temporary" | "not-a-bounce";

const WORDS: Readonly<Record<Verdict, VerdictWord>> = {
  permanent: "permanent",
  temporary: "temporary",
  none: "not-a-bounce",
};

export function verdictRow(file: string, reading: BounceReading): VerdictRow {
  const recipients = recipientsOf(reading);
  const { kind } = reading;
  const found = (["permanent", "temporary"] as const).find((word) =>
    recipients.some(({ verdict }) => verdict === word),
  );
  const detail = "why" in reading ? reading.why : "feedback" in reading ? reading.feedback : undefined;
  const verdict = found ?? "not-a-bounce";
  return { file, kind, verdict, ...(detail === undefined ? {} : { detail }), recipients };
}

/** A file that may not be read, or went away: the mails after it are judged all the same. */
export function unreadRow(file: string): VerdictRow {
  return { file, kind: "unreadable", verdict: "not-a-bounce", detail: "not-readable", recipients: [] };
}

function recipientsOf(reading: BounceReading): readonly RecipientRow[] {
  if (reading.kind === "delivery-report") {
    return reading.recipients.map(({ address, action, status, verdict, reason }) => {
      const permanent = verdict === "permanent";
      return { address, action, status, verdict: WORDS[verdict], permanent, reason };
    });
  }
  if (reading.kind !== "complaint") return [];
  const complained = { action: "", status: "", verdict: "not-a-bounce", permanent: false } as const;
  return reading.recipients.map((address) => ({ address, ...complained, reason: "complaint" }));
}

/** One line for each recipient, or one for the mail. */
export function verdictText({ file, kind, detail, recipients }: VerdictRow): string {
  if (recipients.length === 0) return onOneLine(`${file}: ${[kind, detail].filter(Boolean).join(", ")}`);
  return recipients
    .map(({ address, action, status, verdict, reason }) =>
      onOneLine(`${file}: ${[address, action, status, verdict, reason].filter(Boolean).join(" ")}`),
    )
    .join("\n");
}
