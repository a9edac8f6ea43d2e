import { expect, it } from "vitest";
import { startDemo } from "./support/start-demo.ts";

it("goes from app to SMS to email, and names the mail domain that its mail service loses in silence", async () => {
  const demo = startDemo("--channels", "--exit");
  const code = await demo.ended;
  const said = demo.said();
  expect(said).toContain("the watch named email.main to free.example; receipts came through 3 channels");
  expect(said).toMatch(/ \+ 0 unaccounted\n +repeated messages: 0 · the ledger holds/);
  for (const name of ["app ", "SMS ", "mail service "]) {
    const line = said.split("\n").findLast((one) => one.startsWith(name));
    expect(line).toMatch(/[\d,]+ = [\d,]+ delivered/);
  }
  expect(said).not.toContain("WRONG");
  expect(code, said + demo.complaints()).toBe(0);
  expect(demo.complaints()).toBe("");
}, 360_000);
