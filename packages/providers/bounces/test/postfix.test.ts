import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readBounce } from "../src/index.ts";

const mail = (number: string) => readFileSync(new URL(`fixtures/dsn-postfix/${number}.eml`, import.meta.url));

/** Fifteen reports written by Postfix, one for each case. */
const REPORTS = [
  ["01", "alice@dest.test", "expanded", "2.0.0", "none", "delivered"],
  ["02", "ghost@dest.test", "failed", "5.1.1", "permanent", "user-unknown"],
  ["04", undefined, "relayed", "2.0.0", "none", "delivered"],
  ["05", undefined, "failed", "5.2.2", "temporary", "mailbox-full"],
  ["06", undefined, "failed", "5.1.1", "permanent", "user-unknown"],
  ["07", "jürgen@dest.test", "failed", "5.1.1", "permanent", "user-unknown"],
  ["08", undefined, "failed", "5.7.1", "temporary", "policy"],
  ["09", undefined, "failed", "5.7.1", "temporary", undefined],
  ["10", undefined, "delayed", "4.4.1", "temporary", "network"],
  ["11", "busy@remote.test", "delayed", "4.3.2", "temporary", undefined],
  ["12", undefined, "delayed", "4.7.1", "temporary", undefined],
  ["13", undefined, "failed", "4.4.1", "temporary", "network"],
  ["14", undefined, "failed", "4.7.1", "temporary", undefined],
  ["15", undefined, "failed", "4.3.2", "temporary", undefined],
] as const;

describe("a report by Postfix", () => {
  it.each(REPORTS)("%s of %s: %s, %s, is %s", async (number, address, action, status, verdict, reason) => {
    const reading = await readBounce(mail(number));
    const expected = { action, status, verdict, ...(address && { address }), ...(reason && { reason }) };
    expect(reading).toMatchObject({ kind: "delivery-report", isStandard: true, recipients: [expected] });
  });

  it("contains the time when it was written", async () => {
    expect(await readBounce(mail("11"))).toMatchObject({ reportedAt: Date.UTC(2026, 10, 24, 22, 51, 34) });
  });

  it("names the original address if the report contains it", async () => {
    expect(await readBounce(mail("01"))).toMatchObject({ recipients: [{ original: "orig@example.com" }] });
  });
});
