import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { LiveFeed } from "../../packages/apps/console/src/live/live-feed.ts";
import { Feeds } from "../../packages/apps/console/src/views/feeds.ts";
import { openStack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";
import { PEOPLE } from "./support/watched.ts";

const [PERSON = { id: "p0", mobile: "", mail: "" }] = PEOPLE;

describe("cached feeds", () => {
  it("drop the oldest feed that no page shows, and keep the others", async () => {
    await using stack = await openStack({ works: false });
    for (const name of ["one", "two", "three", "four"]) await stack.start([PERSON], { name });
    const feeds = new Feeds(stack.gateway, 3);
    const first = await feeds.of("campaign:1");
    let told = 0;
    const leave = first?.listen(() => {
      told += 1;
    });
    const second = await feeds.of("campaign:2");
    const third = await feeds.of("campaign:3");
    expect(await feeds.of("campaign:2"), "one for all who watch").toBe(second);
    // the cache has three feeds and removes campaign 2: campaign 1 has a listener, and campaign 2 is older than
    // campaign 3
    await feeds.of("campaign:4");
    expect(await feeds.of("campaign:1")).toBe(first);
    expect(await feeds.of("campaign:3")).toBe(third);
    expect(await feeds.of("campaign:2")).not.toBe(second);
    await waitFor("the first to be told", () => told > 0);
    leave?.();
  });

  it("drop a shown feed if all are shown, and its page continues with a new one", async () => {
    await using stack = await openStack({ works: false });
    for (const name of ["one", "two"]) await stack.start([PERSON], { name });
    const feeds = new Feeds(stack.gateway, 1);
    const first = await feeds.of("campaign:1");
    const told: string[] = [];
    const leave = first?.listen((chunk) => told.push(new TextDecoder().decode(chunk)));
    await waitFor("what was there at first", () => told.some((text) => text.includes('"confirmed":0')));
    await feeds.of("campaign:2");
    expect(await feeds.of("campaign:1")).not.toBe(first);
    await stack.gateway.acknowledge([{ key: PERSON.id, on: "came" }]);
    await waitFor("the one that was let go to tell", () => told.some((text) => text.includes('"confirmed":1')));
    leave?.();
  });

  it("report the results of each step only once all events are counted", async () => {
    await using stack = await openStack({ works: false });
    const people = Array.from({ length: 6_500 }, (_, n) => ({ id: `p${n}`, mobile: "", mail: `p${n}@example.org` }));
    await stack.start(people);
    const feed = await new Feeds(stack.gateway).of("campaign:1");
    const told: string[] = [];
    const leave = feed?.listen((chunk) => told.push(new TextDecoder().decode(chunk)));
    const stories = () => told.filter((text) => text.startsWith("event: story\n"));
    await waitFor("the story", () => stories().length > 0);
    leave?.();
    expect(told.some((text) => text.startsWith("event: now\n"))).toBe(true);
    expect(stories()[0]).toContain('"entered":6500');
  });

  it("report a deadline of each row as a column", async () => {
    await using stack = await openStack({ works: false });
    await stack.start(
      [PERSON].map((row) => ({ ...row, at: "2099-01-01T09:00:00Z" })),
      {
        deadline: { column: "at", minus: "2h" },
      },
    );
    const feed = await new Feeds(stack.gateway).of("campaign:1");
    const told: string[] = [];
    const leave = feed?.listen((chunk) => told.push(new TextDecoder().decode(chunk)));
    await waitFor("the card", () => told.some((text) => text.includes('"text":"at - 2h","isColumn":true')));
    leave?.();
  });

  it("report a campaign's provider incidents, with the commands that fit", async () => {
    await using stack = await openStack({ works: false });
    await stack.start([PERSON]);
    const { store } = partsOf(stack.gateway);
    const about = {
      campaign: 0,
      kind: "breaker",
      destination: "",
      actor: "plugin:watch",
      fact: "it does not answer",
    } as const;
    for (const provider of ["sms.main", "sms.elsewhere"]) await store.incident({ ...about, provider, change: "open" });
    const feed = await new Feeds(stack.gateway).of("campaign:1");
    const told: string[] = [];
    const leave = feed?.listen((chunk) => told.push(new TextDecoder().decode(chunk)));
    const incidents = () => told.filter((text) => text.startsWith("event: incidents\n"));
    await waitFor("the incidents", () => incidents().length > 0);
    leave?.();
    expect(incidents()[0]).toContain('"provider":"sms.main"');
    expect(incidents()[0]).toContain("relance doctor --probe");
    expect(incidents()[0]).not.toContain("sms.elsewhere");
  });

  it("report when a provider last sent a report, also after its campaign has ended", async () => {
    await using stack = await openStack();
    const campaign = await stack.start([PERSON]);
    await stack.happened("attempt.delivered", PERSON.id);
    await campaign.cancel({ actor: "Ada", reason: "it is done" });
    const feed = await new Feeds(stack.gateway).of("webhooks");
    const told: string[] = [];
    const leave = feed?.listen((chunk) => told.push(new TextDecoder().decode(chunk)));
    const incoming = () => told.filter((text) => text.startsWith("event: incoming\n"));
    await waitFor("all to be counted", () => incoming().some((text) => text.includes('"isCounted":true')));
    leave?.();
    expect(incoming().at(-1)).toMatch(/"provider":"sms.main","lastReportAt":"\d{4}-/);
  });

  it("send an empty message while nothing changes, also while the demo's clock is stopped", async () => {
    const feed = new LiveFeed([{ name: "still", everyMs: 500, read: async () => ({ confirmed: 1 }) }]);
    const told: string[] = [];
    const leave = feed.listen((chunk) => told.push(new TextDecoder().decode(chunk)));
    await waitFor("a beat", () => told.some((text) => text.startsWith("event: beat\n")));
    leave();
    expect(told.filter((text) => text.startsWith("event: still\n"))).toHaveLength(1);
  });
});
