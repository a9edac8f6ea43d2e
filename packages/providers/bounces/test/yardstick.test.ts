import { describe, expect, it } from "vitest";
import { readPage } from "./support/page.ts";
import { type Comparison, compareAll, hasYardstick } from "./support/yardstick.ts";

/** Standard reports on which our verdict differs from the independent one; docs/bounces.md explains each. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  ["lhost-mimecast-02.eml", "it is a failure: 550 5.7.54 unable to relay"],
  ["lhost-postfix-05.eml", "450 4.1.1: the server may take the mail tomorrow"],
  ["lhost-postfix-46.eml", "Recipient address rejected, without a code and without a reason"],
  ["lhost-postfix-80.eml", "the sender's domain is on a block list; the address is not to blame"],
  ["lhost-sendmail-03.eml", "an alias, and only one of its members is unknown"],
  ["rfc3464-65.eml", "Status 5.0.0 and no Diagnostic-Code; only the prose says not found"],
  ["rhost-messagelabs-03.eml", "542 Rejected, without a reason"],
  ["rhost-nttdocomo-02.eml", "refused after the whole mail was seen, as in lhost-postfix-03 with the other verdict"],
]);

if (!hasYardstick) console.warn("skipped: ../shared/data/bounces is not here, so no verdict is compared");

describe.skipIf(!hasYardstick)("the mails of many servers", async () => {
  const all = hasYardstick ? await compareAll() : [];
  const agrees = ({ expected, found }: Comparison) => expected === found;
  const reports = all.filter(({ isReport }) => isReport);
  const others = all.filter(({ isReport }) => !isReport);

  it("agree with the independent verdict in at least 95 % of standard reports", () => {
    expect(reports.length).toBeGreaterThan(150);
    expect(reports.filter(agrees).length / reports.length).toBeGreaterThanOrEqual(0.95);
  });

  it("agree in at least 84 % of all others, which are prose: words without a code disable no address", () => {
    expect(others.filter(agrees).length / others.length).toBeGreaterThanOrEqual(0.84);
  });

  it("disagree only if the reason is documented, in this test and on the page", () => {
    const wrong = reports.filter((one) => !agrees(one)).map(({ file }) => file);
    expect(wrong).toEqual([...KNOWN.keys()]);
    for (const file of KNOWN.keys()) expect(readPage()).toContain(`\`${file.replace(".eml", "")}\``);
  });

  it("disable no address that the independent verdict keeps", () => {
    const killed = all.filter(({ expected, found }) => found.includes("permanent") && !expected.includes("permanent"));
    expect(killed.map(({ file }) => file)).toEqual([]);
  });
});
