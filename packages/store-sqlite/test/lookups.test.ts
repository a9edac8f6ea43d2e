import { openSqlite } from "@relance/store-sqlite/embedded";
import { expect, it } from "vitest";
import { definition, rows, START } from "./support/audience.ts";
import { openWorld } from "./support/open-world.ts";
import { tempFolder } from "./support/temp-folder.ts";

const RULE = { tenant: "", channel: "sms", reason: "stop", actor: "test" } as const;

it("finds the first and the last of many recipients and attempts, and no others", async () => {
  const world = await openWorld();
  await world.start(20_000);
  for (const digest of ["phone-0", "phone-8000", "phone-19999"]) {
    expect(await world.store.suppress([{ ...RULE, digest }])).toEqual([{ status: "new", people: 1 }]);
  }
  expect(await world.store.suppress([{ ...RULE, digest: "phone-20000" }])).toEqual([{ status: "new", people: 0 }]);
  for (let sent = await world.claim("sms.main"); sent.length > 0; sent = await world.claim("sms.main")) {
    await world.accept(sent);
    const [first] = sent;
    const item = {
      type: "receipt",
      kind: "delivered",
      quality: "carrier",
      ref: `ref-${first?.attemptId}`,
    } as const;
    expect(await world.store.record([{ provider: "sms.main", item }])).toMatchObject([{ fold: "applied" }]);
  }
});

it("finds rows that another process added", async () => {
  using folder = tempFolder();
  const open = () => openSqlite({ file: folder.path("store.db"), now: () => START });
  const [one, other] = [open(), open()];
  await one.open();
  await other.open();
  const { campaign, version } = await one.define(definition("campaign"));
  const enroll = async (seq: number) => {
    const chunk = { campaign, version, importId: "file", refused: [], seq, rows: rows(2_000, seq * 2_000) };
    await one.enroll(chunk);
  };
  await enroll(0);
  expect(await other.suppress([{ ...RULE, digest: "phone-1999" }])).toEqual([{ status: "new", people: 1 }]);
  for (let seq = 1; seq < 9; seq++) await enroll(seq);
  expect(await other.suppress([{ ...RULE, digest: "phone-2000" }])).toEqual([{ status: "new", people: 1 }]);
  expect(await other.suppress([{ ...RULE, digest: "phone-17999" }])).toEqual([{ status: "new", people: 1 }]);
  await one.close();
  await other.close();
});

it("gives open enrollments on one phone different codes", async () => {
  const world = await openWorld();
  const codes: (string | undefined)[] = [];
  for (let n = 0; n < 20; n++) {
    await world.start([{ ...rows(1)[0], sendOrder: 5 } as never], `matter-${n}`);
    codes.push((await world.claim("sms.main", 1))[0]?.code);
  }
  expect(new Set(codes).size).toBe(20);
  expect(codes.every((code) => /^\d\d$/.test(code ?? ""))).toBe(true);
});
