import type { Store } from "@relance/spec";
import type { Relance } from "relance";
import { describe, expect, it } from "vitest";
import { hello, openLaboratory, people, takesAll } from "../../support/laboratory.ts";

const TEMPLATES = Object.fromEntries([1, 2, 3].map((n) => [`hello@${n}`, { sms: () => ({ text: `text ${n}` }) }]));

/** Returns the campaign as release `n` of the application defines it. */
function release(n: number) {
  const audience = { mode: "open", contacts: { sms: "mobile" } } as const;
  return hello({ audience, steps: [{ channel: "sms", route: ["main"], template: `hello@${n}` }] }, TEMPLATES);
}

const open = ({ campaigns }: Relance) => campaigns.open(release(2));

async function amend({ campaigns }: Relance, id: number) {
  const handle = await campaigns.get(id);
  await handle.amend(release(2), { actor: "ana", reason: "a kinder text" });
  return handle;
}

/**
 * Starts release 2 after release 1. Before store call number `at`, another process opens the campaigns of the releases
 * `others`.
 */
async function raced(bring: typeof open | typeof amend, others: readonly number[], at: number) {
  const lab = await openLaboratory({ sms: () => ({ main: takesAll }), config: { templates: TEMPLATES } });
  const { gateway: other } = await lab.open("other");
  const first = await lab.finish(other.campaigns.open(release(1)));
  await lab.finish(first.enroll(people(2)));
  let calls = Number.NaN;
  const store = before(lab.store, async () => {
    if (calls++ === at) for (const n of others) await other.campaigns.open(release(n));
  });
  const { gateway } = await lab.open("racing", { store });
  calls = 0; // ignores the calls that created the gateway
  const { id } = await lab.finish(bring(gateway, first.id));
  const newest = (await lab.store.versions()).at(-1);
  return {
    hasRaced: calls > at,
    isSame: id === first.id,
    newest: newest?.body.match(/hello@\d/)?.[0],
    people: (await lab.ledger()).versions.find(({ version }) => version === newest?.version)?.people,
  };
}

function before(store: Store, happens: () => Promise<void>): Store {
  const verbs = Object.entries(store).map(([name, verb]) => [
    name,
    async (...input: readonly unknown[]) => {
      await happens();
      return verb(...input);
    },
  ]);
  return Object.fromEntries(verbs);
}

describe("a common deadline", () => {
  const refused = {
    code: "campaign/invalid",
    message: "deadline: this time is in the past; write a time in the future",
    problems: [{ path: "deadline", advice: "this time is in the past; write a time in the future" }],
  };
  const laboratory = () => openLaboratory({ sms: () => ({ main: takesAll }) });
  const audience = { mode: "open", contacts: { sms: "mobile" } } as const;

  it("is refused if it has passed, before anything is stored", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("one");
    const over = new Date(lab.time.now() - 1).toISOString();
    const opening = gateway.campaigns.open(hello({ deadline: over, audience }));
    await expect(lab.finish(opening)).rejects.toMatchObject(refused);
    const starting = gateway.campaigns.start(hello({ deadline: over }), { rows: people(1) });
    await expect(lab.finish(starting)).rejects.toMatchObject(refused);
    expect(await lab.store.versions()).toEqual([]);
  });

  it("may have passed when a running campaign is opened again", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("one");
    const soon = new Date(lab.time.now() + 60_000).toISOString();
    const { id } = await lab.finish(gateway.campaigns.open(hello({ deadline: soon, audience })));
    await lab.time.advance(120_000);
    expect(await lab.finish(gateway.campaigns.open(hello({ deadline: soon, audience })))).toMatchObject({ id });
    const other = gateway.campaigns.open(hello({ deadline: soon, audience }), { occurrence: "2" });
    await expect(lab.finish(other)).rejects.toMatchObject(refused);
  });
});

describe("a new version of a campaign", () => {
  it("stays in force when an older release opens the campaign, which is logged", async () => {
    const lab = await openLaboratory({ sms: () => ({ main: takesAll }), config: { templates: TEMPLATES } });
    const { gateway } = await lab.open("both");
    for (const n of [1, 2, 2]) await lab.finish(gateway.campaigns.open(release(n)));
    expect(lab.log.map(({ event }) => event)).not.toContain("campaign.newer");
    await lab.finish(gateway.campaigns.open(release(1)));
    expect(lab.log).toContainEqual(
      expect.objectContaining({ level: "warn", event: "campaign.newer", facts: { campaign: "hello" } }),
    );
  });

  it.each([
    ["is opened, whenever another process opens the same", open, [2], ["hello@2"]],
    ["is opened, whenever another process opens a newer one", open, [3], ["hello@2", "hello@3"]],
    ["is opened, whenever other processes open the same and then a newer one", open, [2, 3], ["hello@3"]],
    ["is amended to, whenever another process opens the same", amend, [2], ["hello@2"]],
  ])("%s, and all recipients have the newest version", async (_, bring, others, newest) => {
    const found = new Set<string | undefined>();
    for (let at = 0; ; at++) {
      const end = await raced(bring, others, at);
      if (!end.hasRaced) break;
      expect(end, `before call ${at}`).toMatchObject({ isSame: true, people: 2 });
      found.add(end.newest);
    }
    expect([...found].sort()).toEqual(newest);
  });
});
