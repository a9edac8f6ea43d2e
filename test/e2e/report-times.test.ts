import { withPostgres } from "@relance/test-postgres/vitest";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { openStack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const HOUR = 3_600_000;
/** Hours by which the carrier's clock is ahead of ours; the last two recipients get no receipt and no reply. */
const AHEAD = [-49, -25, -1, 0, 1, 25, 49, undefined, undefined];
const person = (n: number) => ({ id: `p${n}`, mobile: `+3363998000${n}`, mail: `p${n}@example.org` });

const TITLE = "loses no receipt or reply with another clock's time while the clock jumps, and sends no second message";

async function attack(db: { readonly db?: string }): Promise<void> {
  await using stack = await openStack({ receipts: 0, secondReceipts: 0, ...db });
  const { store, engine } = partsOf(stack.gateway);
  const people = AHEAD.map((_, n) => person(n));
  await stack.start(people, {
    steps: [
      {
        channel: "sms",
        route: ["main", "second"],
        template: "please@1",
        wait: "48h",
        onMissingReceipt: { after: "30m" },
      },
    ],
  });
  for (const { id } of people) await stack.happened("attempt.accepted", id);
  const accepted = async () => (await stack.events()).filter(({ type }) => type === "attempt.accepted");
  const attempts = new Map<string, string | undefined>();
  for (const { id } of people) {
    const row = await store.read({ campaign: 1, key: id });
    attempts.set(id, row?.lastAttempt?.attemptId);
  }
  const { port } = engine;
  const record = (item: object) => port.record("sms.main", [item as never], Buffer.from(JSON.stringify(item)));
  for (const [n, hours] of AHEAD.entries()) {
    if (hours === undefined) continue;
    stack.clock.set(n % 2 === 0 ? -HOUR : 0);
    const occurredAt = Date.now() + hours * HOUR;
    const attemptId = attempts.get(`p${n}`);
    await record({ type: "receipt", kind: "delivered", quality: "carrier", attemptId, occurredAt });
  }
  for (const [n, hours] of AHEAD.entries()) if (hours !== undefined) await stack.happened("attempt.delivered", `p${n}`);
  for (const shift of [0, -HOUR, HOUR, 0, 2 * HOUR, HOUR, 3 * HOUR]) {
    stack.clock.set(shift);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await stack.pass(2 * HOUR);
  await waitFor("the messages without a receipt", async () => (await accepted()).length >= AHEAD.length + 2);
  await stack.pass(2 * HOUR);
  const again = (await accepted())
    .slice(AHEAD.length)
    .map(({ key }) => key)
    .sort();
  expect(again).toEqual(["p7", "p8"]);
  for (const [n, hours] of AHEAD.entries())
    if (hours !== undefined)
      await record({
        type: "reply",
        from: person(n).mobile,
        text: "OK",
        eventId: "1",
        occurredAt: Date.now() + hours * HOUR,
      });
  for (const [n, hours] of AHEAD.entries())
    if (hours !== undefined) await stack.happened("enrollment.acknowledged", `p${n}`);
}

it(TITLE, () => attack({}));

await withPostgres((postgres) =>
  describe("over PostgreSQL", () => {
    it(TITLE, async () => {
      await using database = await postgres.createDatabase();
      await attack({ db: database.url });
    });
  }),
);
