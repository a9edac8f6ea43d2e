import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type BounceReading, readBounce } from "../../src/index.ts";

const DATA = new URL("../../../../../../shared/data/", import.meta.url);
const MAILS = new URL("bounces/", DATA);
const EXPECTED = new URL("bounces-expected.json", DATA);

/** The independent reader's verdict on one recipient of one mail. */
interface Expected {
  readonly recipient: string;
  readonly action: string;
  readonly hard: boolean;
  readonly reason: string;
}

export interface Comparison {
  readonly file: string;
  /** It claims to follow the standard. */
  readonly isReport: boolean;
  /** Such as `permanent`, `permanent+temporary`, `complaint`, `none` or `not-a-bounce`. */
  readonly expected: string;
  readonly found: string;
  readonly ms: number;
  readonly reading: BounceReading;
}

/** True if the mail collection lies beside this repository. */
export const hasYardstick: boolean = existsSync(MAILS) && existsSync(EXPECTED);

export function mailNames(): readonly string[] {
  return readdirSync(MAILS)
    .filter((name) => name.endsWith(".eml"))
    .sort();
}

export function mailNamed(name: string): Uint8Array {
  return readFileSync(new URL(name, MAILS));
}

/** Reads every mail of the set and compares our verdict with the independent one. */
export async function compareAll(): Promise<readonly Comparison[]> {
  const expected = JSON.parse(readFileSync(EXPECTED, "utf8")) as Readonly<Record<string, readonly Expected[]>>;
  const all: Comparison[] = [];
  for (const file of mailNames()) {
    const mail = mailNamed(file);
    const start = performance.now();
    const reading = await readBounce(mail);
    const ms = performance.now() - start;
    const head =
      Buffer.from(mail)
        .toString("latin1")
        .split(/\r?\n\r?\n/, 1)[0] ?? "";
    const isReport = /^content-type:\s*multipart\/report/im.test(head);
    all.push({
      file,
      isReport,
      expected: verdictOf(expected[file] ?? []),
      found: foundIn(reading),
      ms,
      reading,
    });
  }
  return all;
}

function verdictOf(recipients: readonly Expected[]): string {
  return together(
    recipients.map(({ action, hard, reason }) => {
      if (reason === "feedback") return "complaint";
      if (action === "delivered") return "none";
      return hard ? "permanent" : "temporary";
    }),
  );
}

function foundIn(reading: BounceReading): string {
  if (reading.kind === "complaint") return "complaint";
  return together(reading.kind === "delivery-report" ? reading.recipients.map(({ verdict }) => verdict) : []);
}

function together(verdicts: readonly string[]): string {
  return [...new Set(verdicts)].sort().join("+") || "not-a-bounce";
}
