import { createTestRelance } from "@relance/testing";
import { expect, it } from "vitest";
import { campaignOf, configOf } from "./reminders.ts";

it("writes a mail to who has not confirmed after a day, and to no other", async () => {
  const config = configOf("postgres://127.0.0.1/app");
  const test = await createTestRelance(config); // the store of a test is in memory and opens no connection
  const at = "2013-08-05T09:30:00Z"; // the clock of a test begins on 1 August 2013
  const people = ["ana", "ben"].map((id, n) => ({ id, mobile: `+3363998000${n}`, mail: `${id}@example.org`, at }));
  await test.start(campaignOf(config), { rows: people });
  await test.advance("1h");
  await test.press("ana");
  await test.advance("24h");
  expect(test.sent({ provider: "email.smtp" }).map(({ message }) => message.to)).toEqual(["ben@example.org"]);
  await test.close();
});
