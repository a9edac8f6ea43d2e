import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@relance/spec";
import { type LoadedCampaign, loadCampaign } from "relance";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeVendor, fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "relance-start-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Writes a campaign file, and an audience file with `count` recipients. */
async function fromFile(count: number, extra = "", steps = "template: hello"): Promise<LoadedCampaign> {
  const rows = people(count).map(({ id, mobile }) => `${id},${mobile}`);
  await writeFile(join(folder, "people.csv"), `id,mobile\n${rows.join("\n")}\n`);
  await writeFile(join(folder, "hello.sms.liquid"), "hello");
  const lines = [
    "version: 1",
    "name: hello",
    "deadline: 72h",
    `audience: { file: people.csv, contacts: { sms: mobile }${extra} }`,
    `steps: [{ channel: sms, route: [main], ${steps} }]`,
  ];
  await writeFile(join(folder, "hello.campaign.yaml"), lines.join("\n"));
  return loadCampaign(join(folder, "hello.campaign.yaml"));
}

async function laboratory(storeOf?: (store: Store) => Store): Promise<{ lab: Laboratory; ends: FakeVendor[] }> {
  const ends: FakeVendor[] = [];
  const lab = await openLaboratory({
    sms: (world) => {
      const main = fakeVendor(world);
      ends.push(main);
      return { main: main.provider };
    },
    storeOf,
  });
  return { lab, ends };
}

/** Starts a campaign from a file. Virtual time advances slowly, because one start may wait for the lease of another. */
async function start(lab: Laboratory, work: Promise<unknown>): Promise<void> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => {});
  for (let turn = 1; !isDone; turn++) await (turn % 500 === 0 ? lab.time.advance(1) : lab.time.settle());
  await done;
}

describe("a file that is imported again after another one", () => {
  it("is applied: a phone that the other file had changed is changed back, and no recipient is enrolled twice", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("operator");
    const file = join(folder, "people.csv");
    const loaded = () => fromFile(2, ", mode: open");
    const phones = async () => {
      const campaign = await lab.finish(gateway.campaigns.get("hello"));
      const person = await lab.finish(campaign.recipient("p0"));
      return person?.contacts.map(({ address }) => address);
    };
    const first = await loaded();
    await start(lab, gateway.campaigns.start(first, {}));
    const [before] = (await phones()) ?? [];
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(before ?? "?", "+33639989999"));
    await start(lab, gateway.campaigns.start(await loadCampaign(join(folder, "hello.campaign.yaml")), {}));
    expect(await phones()).toEqual(["+33639989999"]);
    await start(lab, gateway.campaigns.start(await loaded(), {}));
    expect(await phones()).toEqual([before]);
    const { rows } = (await lab.ledger()).audience;
    await start(lab, gateway.campaigns.start(await loaded(), {})); // a second start with the same file reads the file only once
    expect(await lab.ledger()).toMatchObject({ holds: true, audience: { enrolled: 2, rows } });
  });
});

describe("an interrupted start", () => {
  it("gives the same totals with the same file, wherever it stopped", async () => {
    let chunks = 0;
    const { lab } = await laboratory((store) => ({
      ...store,
      enroll: async (chunk) => {
        chunks += 1;
        if (chunks === 3) throw new Error("killed");
        return store.enroll(chunk);
      },
    }));
    const campaign = await fromFile(9_000);
    const { gateway } = await lab.open("first");
    await expect(start(lab, gateway.campaigns.start(campaign))).rejects.toThrow("killed");
    const before = await lab.ledger();
    await start(lab, gateway.campaigns.start(campaign));
    expect(before).toMatchObject({ state: "enrolling", audience: { enrolled: 4_000 } });
    const audience = { rows: 9_000, enrolled: 9_000, repeated: 0, refused: 0 };
    expect(await lab.ledger()).toMatchObject({ state: "running", audience, holds: true });
  });

  it("makes one audience if two processes read the same file in parallel", async () => {
    const { lab } = await laboratory();
    const campaign = await fromFile(5_000);
    const gateways = [(await lab.open("one")).gateway, (await lab.open("two")).gateway];
    await start(lab, Promise.all(gateways.map(({ campaigns }) => campaigns.start(campaign, { recipients: 5_000 }))));
    const audience = { rows: 5_000, enrolled: 5_000, repeated: 0, refused: 0 };
    expect(await lab.ledger()).toMatchObject({ state: "running", audience, holds: true });
  });

  it("sends nothing before all recipients are enrolled", async () => {
    const { lab, ends } = await laboratory();
    const { gateway } = await lab.open("worker");
    void gateway.run({ signal: new AbortController().signal });
    async function* half() {
      yield* people(5_000);
      await lab.world.runtime.sleep(60 * SECOND);
      throw new Error("the other system is down");
    }
    await expect(lab.finish(gateway.campaigns.start(hello(), { rows: half() }))).rejects.toThrow("down");
    await lab.time.advance(60 * SECOND);
    expect(ends[0]?.received).toEqual([]);
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(5_000) }));
    expect(await lab.ledger()).toMatchObject({
      state: "running",
      audience: { enrolled: 5_000 },
      holds: true,
    });
  });
});

describe("an invalid start", () => {
  it("names the changes to a running campaign", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("client");
    await start(lab, gateway.campaigns.start(await fromFile(3)));
    const changed = gateway.campaigns.start(await fromFile(3, "", "template: hello, wait: 2h"));
    await expect(start(lab, changed)).rejects.toMatchObject({
      code: "campaign/changed",
      message: expect.stringContaining("steps.0.wait"),
    });
  });

  it("is refused for an ended campaign, with advice", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("client");
    const handle = await lab.finish(gateway.campaigns.start(hello(), { rows: people(2) }));
    await lab.finish(handle.cancel({ actor: "ana", reason: "a mistake" }));
    const again = lab.finish(gateway.campaigns.start(hello(), { rows: people(2) }));
    await expect(again).rejects.toMatchObject({
      code: "campaign/already-closed",
      message: expect.stringContaining("--occurrence"),
    });
    await lab.finish(gateway.campaigns.start(hello(), { occurrence: "2", rows: people(2) }));
  });

  it("writes nothing if the recipients have two sources, none, or the name of send()", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("client");
    const fails = async (work: Promise<unknown>) =>
      expect(start(lab, work)).rejects.toMatchObject({ code: "campaign/invalid" });
    await fails(gateway.campaigns.start(await fromFile(3), { rows: people(2) }));
    await fails(gateway.campaigns.start(hello()));
    await fails(gateway.campaigns.start(hello({ name: "send" }), { rows: people(2) }));
    expect(await lab.store.count()).toEqual([]);
  });

  it.each([
    { count: 10, expected: ", expect: 11+", code: "audience/unexpected" },
    { count: 10, expected: ", expect: 1-9", code: "audience/unexpected" },
    { count: 0, expected: "", code: "audience/unexpected" },
  ])("seals and sends nothing to $count recipients under$expected", async ({ count, expected, code }) => {
    const { lab, ends } = await laboratory();
    const { gateway } = await lab.open("worker");
    void gateway.run({ signal: new AbortController().signal });
    await expect(start(lab, gateway.campaigns.start(await fromFile(count, expected)))).rejects.toMatchObject({
      code,
    });
    await lab.time.advance(10 * SECOND);
    expect((await lab.ledger()).state).toBe("enrolling");
    expect(ends[0]?.received).toEqual([]);
  });

  it("is refused without a public URL for the links in its templates", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("client");
    const campaign = await fromFile(3);
    await writeFile(join(folder, "hello.sms.liquid"), "please confirm: {{ ack.url }}");
    const linked = await loadCampaign(join(folder, "hello.campaign.yaml"));
    await expect(start(lab, gateway.campaigns.start(linked))).rejects.toMatchObject({
      code: "config/invalid",
    });
    await start(lab, gateway.campaigns.start(campaign, { occurrence: "without links" }));
  });
});

describe("an open audience", () => {
  it("is read from its file, and grows with the file", async () => {
    const { lab, ends } = await laboratory();
    const { gateway } = await lab.open("worker");
    void gateway.run({ signal: new AbortController().signal });
    await start(lab, gateway.campaigns.start(await fromFile(3, ", mode: open")));
    await start(lab, gateway.campaigns.start(await fromFile(3, ", mode: open")));
    await start(lab, gateway.campaigns.start(await fromFile(5, ", mode: open")));
    await lab.time.advance(10 * SECOND);
    expect(ends[0]?.received).toHaveLength(5);
    expect(await lab.ledger()).toMatchObject({ audience: { enrolled: 5, repeated: 3 }, holds: true });
  });
});

describe("a dropped address", () => {
  it("is counted and reported, without being shown", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("client");
    const campaign = hello({ audience: { contacts: { sms: ["mobile", "work"] } } });
    const recipients = people(3).map((row, n) => ({ ...row, work: n === 0 ? "+33639990000" : "0639" }));
    await lab.finish(gateway.campaigns.start(campaign, { rows: recipients }));
    const facts = { channel: "sms", column: "work", reason: "message/bad-phone", count: 2 };
    expect(lab.log).toEqual([{ level: "warn", event: "audience.contacts-dropped", facts }]);
  });
});
