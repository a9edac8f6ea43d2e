import { DatabaseSync } from "node:sqlite";
import { EVIDENCE_BIT } from "@relance/rules";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { waitFor } from "../e2e/support/wait-for.ts";
import { besideNothing } from "../support/over-stores.ts";
import { toFirstSchema, writeFirstFile } from "./support/older-stores.ts";
import { openSite } from "./support/site.ts";
import { playOut, press, tried } from "./support/verdict.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it("finishes on this version what the first one left in flight in a file", async () => {
  let leftAt = 0;
  await using site = await openSite(async () => {
    const place = await besideNothing();
    leftAt = writeFirstFile(place.db);
    return place;
  });
  const file = new DatabaseSync(site.settings.db, { readOnly: true });
  const delivered = file.prepare(
    `select p.key from attempts a join people p on p.id = a.enrollment where a.bits & ${EVIDENCE_BIT.delivered}`,
  );
  const reached = delivered.all().map(({ key }) => String(key));
  file.close();
  expect(reached.sort()).toEqual(["p3", "p7"]);
  await using next = await site.open(leftAt + MINUTE - Date.now());
  expect(await next.ledger()).toMatchObject({ holds: true, audience: { enrolled: 12 } });
  await tried(next);
  await next.pass(31 * MINUTE);
  await waitFor("every doubt to end", async () =>
    (await next.ledger()).attempts.every(({ state }) => state !== "uncertain" && state !== "submitting"),
  );
  const written = () =>
    [...site.taken().keys()].flatMap((place) => /^(?:main|second) (.+)$/.exec(place)?.[1] ?? []);
  await waitFor("everybody else's SMS", () => written().length >= 11 - reached.length);
  expect(written().filter((key) => reached.includes(key))).toEqual([]);
  const told = await press(site, new Set(written().slice(0, 2)));
  expect(told.size).toBe(2);
  await next.pass(25 * HOUR);
  await waitFor("mail to everybody else", () => site.outside.smtp.mails().length >= 9);
  await next.pass(73 * HOUR);
  await waitFor("the end", async () => {
    const { states } = await next.ledger();
    return states.pending + states.active === 0;
  });
  expect([...site.taken().values()].filter((count) => count > 1)).toEqual([]);
  expect(site.taken().has("smtp p11")).toBe(false); // had answered before the upgrade
  expect(await next.ledger()).toMatchObject({ holds: true, states: { acknowledged: 3 } });
  expect(await next.findings()).toEqual([]);
});

await withPostgres((postgres) => {
  it("finishes on this schema what was in flight on the first one in a database", async () => {
    await using database = await postgres.createDatabase();
    await using site = await openSite(async () => ({ ...(await besideNothing()), db: database.url }), {
      people: 12,
      concurrency: 4,
    });
    await site.dieAt({ place: "send", when: "after", pass: 5 }, { hears: false, encrypts: false });
    await toFirstSchema(database.url);
    await using next = await site.open();
    await playOut(site, next, { each: 1, doubtful: 4 });
  });
});
