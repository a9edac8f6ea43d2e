import { createTestRelance } from "@relance/testing";
import "@relance/testing/vitest";
import { expect, it } from "vitest";
import { config, visits } from "./reminder.ts";

const ana = { id: "ana", mobile: "+33639980001", mail: "ana@example.org" };

it("reminds of what is booked, and tells the application and the CRM", async () => {
  await using test = await createTestRelance(config);
  const reminders = await test.start(visits, { rows: [] });
  const confirmed: (string | undefined)[] = [];
  test.gateway.subscribe("calendar", (events) => {
    for (const { type, key } of events) if (type === "enrollment.acknowledged") confirmed.push(key);
  });

  const failed = test.transaction(async (db) => {
    await reminders.enroll([{ ...ana, id: "ben" }], { db });
    throw new Error("the room is taken");
  });
  await expect(failed).rejects.toThrow("the room is taken");
  await test.transaction((db) => reminders.enroll([ana], { db }));
  await test.advance("1m");
  expect(test.sent().map(({ message }) => message.to)).toEqual([ana.mobile]);

  await test.press("ana");
  await test.advance("1s");
  expect(await test.recipient("ana")).toBeConfirmedBy("done");
  expect(confirmed).toEqual(["ana"]);
  const told = test.told({ webhook: "crm", key: "ana" });
  expect(told.map(({ type }) => type)).toEqual(["enrollment.enrolled", "enrollment.acknowledged"]);
});
