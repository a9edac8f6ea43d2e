import { expect, it } from "vitest";
import { reportFormat } from "../../src/report/report-format.ts";
import { receiptsSection } from "../../src/report/sections/receipts-section.ts";

const FIRST = { provider: "sms.main", messages: 9_801, receipts: 6_959 };
const SECOND = { provider: "sms.second", messages: 204, receipts: 198 };

/** What the section says of two vendors, with plain spaces. */
function said(locale: "en" | "fr", difference?: { likeliest: number; atLeast: number; atMost: number }): string {
  const compared = [{ first: FIRST, second: SECOND, difference }];
  const { text } = receiptsSection({ receipts: [], incidents: [], compared }, reportFormat(locale));
  return text.replace(/[\u00a0\u202f]/g, " ");
}

it("a report tells vendors beside each other, and by how much they differ", () => {
  const difference = { likeliest: 0.26, atLeast: 0.184, atMost: 0.289 };
  expect(said("en", difference)).toContain(
    "sms.second: 97.1% of 204 with a receipt · sms.main: 71% of 9,801 with a receipt · difference 26% (18.4% to 28.9%)",
  );
  expect(said("fr", difference)).toContain(
    "sms.second : 97,1 % de 204 avec accusé · sms.main : 71 % de 9 801 avec accusé · écart 26 % (de 18,4 % à 28,9 %)",
  );
  expect(said("en")).not.toContain("difference");
});
