import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { openStack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const HOUR = 3_600_000;
const PEOPLE = 50;

it("capture mode sends nothing on any channel, and the outbox contains every message in readable form", async () => {
  await using stack = await openStack({ delivery: "capture" });
  const { twilio, gateway, smtp, push } = stack.outside;
  const rows = Array.from({ length: PEOPLE }, (_, n) => ({
    id: `p${n}`,
    mobile: n % 2 === 0 ? `+3363998${String(n).padStart(4, "0")}` : "",
    mail: `p${n}@example.org`,
    subscription: JSON.stringify(push.subscribe(`p${n}`)),
  }));
  const campaign = await stack.start(rows, {
    steps: [
      { channel: "sms", route: ["main", "second"], template: "please@1", wait: "12h" },
      { channel: "push", route: ["web"], template: "please@1", wait: "12h" },
      { channel: "email", route: ["smtp"], template: "please@1", wait: "12h" },
    ],
  });
  const captured = async () => (await partsOf(stack.gateway).store.outbox({ limit: 1_000 })).rows;
  const expected = { first: PEOPLE, second: PEOPLE * 2, third: PEOPLE * 2 + PEOPLE / 2 };
  await waitFor("the first messages", async () => (await captured()).length === expected.first);
  await stack.pass(13 * HOUR);
  await waitFor("the second ones", async () => (await captured()).length === expected.second);
  await stack.pass(13 * HOUR);
  await waitFor("the last ones", async () => (await captured()).length === expected.third);
  const outbox = await captured();
  const links = outbox.map(({ content }) => /https?:[^"\s]+/.exec(JSON.stringify(content))?.[0] ?? "");
  expect(links.filter((link) => !link.startsWith(stack.settings.publicUrl))).toEqual([]);
  expect(
    outbox
      .filter(({ channel }) => channel === "sms")
      .map(({ to }) => to)
      .sort(),
  ).toEqual(rows.flatMap(({ mobile }) => (mobile === "" ? [] : [mobile])).sort());
  expect(new Set(outbox.map(({ attemptId }) => attemptId)).size).toBe(expected.third);
  expect([twilio, gateway, smtp, push].map((fakeVendor) => fakeVendor.requests())).toEqual([0, 0, 0, 0]);
  expect(await campaign.ledger()).toMatchObject({ holds: true, states: { pending: 0 } });
});
