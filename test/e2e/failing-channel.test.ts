import { defineCampaign } from "@relance/campaign";
import { type AddressForm, addChannels, type ChannelDescription, type Provider } from "@relance/spec";
import { createRelance, type LogLine, type Relance, type RelanceConfig } from "relance";
import { afterEach, expect, it } from "vitest";
import { overStores } from "../support/over-stores.ts";
import { storeAt } from "../support/store-at.ts";

declare module "relance" {
  interface Channels {
    pager: { address: string; content: { text: string } };
  }
}

const BAD = "pager-of-bob";
const GOOD = "pager-of-ada";
const PHONE = "+33639980001";

/** Describes a channel in which one function fails for one address. */
function pager(member: keyof AddressForm, fault: (kept: unknown) => unknown): ChannelDescription<"pager"> {
  const address: AddressForm<string> = { read: String, mask: () => "•••" };
  const well = address[member] as ((kept: unknown) => unknown) | undefined;
  const failing = (kept: unknown) => (kept === BAD ? fault(kept) : (well?.(kept) ?? kept));
  return {
    name: "pager",
    number: 7,
    words: { message: "a page", addresses: "pagers" },
    address: { ...address, [member]: failing },
    content: { body: "text", most: { characters: 100 } },
    receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered" },
  };
}

let forget = () => {};
afterEach(() => forget());

async function opened(db: string, channel: ChannelDescription<"pager">, lines: LogLine[]): Promise<Relance> {
  forget = addChannels([channel]);
  const provider = <C extends Provider["channel"]>(name: C): Provider<C> => ({
    kind: "none",
    channel: name,
    vendor: "none",
    capabilities: { receipts: false, replies: false },
    send: async ({ attemptId }) => ({ ref: attemptId }),
  });
  const config: RelanceConfig = {
    store: storeAt(db, undefined),
    channels: [channel],
    providers: { pager: { main: provider("pager") }, sms: { main: provider("sms") } },
    security: { signing: ["a-secret-for-a-failing-channel"] },
    observe: { log: (line) => void lines.push(line) },
  };
  return createRelance(config);
}

function campaign(channel: "pager" | "sms") {
  const sources = { [`hello.${channel}.liquid`]: "Hello" };
  const steps = [{ channel, route: ["main"], template: "hello" }];
  return defineCampaign({ version: 1, name: `by-${channel}`, deadline: "2d", steps }, { sources });
}

async function left(gateway: Relance): Promise<readonly unknown[]> {
  await gateway.runOnce({ within: "20s" });
  const found: unknown[] = [];
  for await (const { to } of gateway.outbox()) found.push(to);
  return found.toSorted();
}

const fails = (kept: unknown) => {
  throw new Error(`no such pager: ${kept}`);
};

const FAULTS = [
  ...(["read", "open", "index", "mask", "hint", "destination"] as const).map((member) => ({
    member,
    does: "throws",
    fault: fails,
  })),
  { member: "destination", does: "returns a number", fault: () => 42 },
  { member: "destination", does: "returns NUL", fault: () => "a\0b" },
  { member: "destination", does: "returns half a character", fault: () => "\ud800" },
  { member: "destination", does: "returns 65 characters", fault: () => "a".repeat(65) },
  { member: "destination", does: "returns a promise", fault: async () => "all" },
  ...(["read", "open", "index", "mask", "hint", "destination"] as const).map((member) => ({
    member,
    does: "returns a promise that rejects",
    fault: async (kept: unknown) => fails(kept),
  })),
  { member: "open", does: "returns nothing", fault: () => undefined },
  { member: "open", does: "returns a symbol", fault: () => Symbol("pager") },
  { member: "index", does: "returns an empty text", fault: () => "" },
  { member: "read", does: "returns NUL", fault: () => "a\0b" },
] as const;

await overStores((openPlace) => {
  it.each(FAULTS)("a channel whose `$member` $does for one address refuses that row, and no other", async (facts) => {
    await using place = await openPlace();
    const lines: LogLine[] = [];
    await using gateway = await opened(place.db, pager(facts.member, facts.fault), lines);
    const rows = [
      { id: "bob", pager: BAD },
      { id: "ada", pager: GOOD },
      { id: "eve", pager: BAD, sms: PHONE },
    ];
    const handle = await gateway.campaigns.start(campaign("pager"), { rows });
    await gateway.campaigns.start(campaign("sms"), { rows: [{ id: "ada", sms: PHONE }] });
    expect(await left(gateway)).toEqual([PHONE, GOOD]);
    const { audience, holds } = await handle.ledger();
    expect({ audience, holds }).toMatchObject({
      audience: { enrolled: 2, refusedBy: { "message/bad-address": 1 } },
      holds,
    });
    const unreached: unknown[] = [];
    for await (const row of handle.unreached()) unreached.push(row);
    expect(unreached).toContainEqual(expect.objectContaining({ key: "bob" }));
    expect(JSON.stringify([unreached, lines])).not.toContain(BAD);
  });

  it("a channel whose `destination` changes its result after the check stops no message", async () => {
    await using place = await openPlace();
    let calls = 0;
    const fickle = pager("destination", () => {
      calls += 1;
      if (calls > 1) throw new Error("no more");
      return "all";
    });
    await using gateway = await opened(place.db, fickle, []);
    const rows = [
      { id: "bob", pager: BAD },
      { id: "ada", pager: GOOD },
    ];
    await gateway.campaigns.start(campaign("pager"), { rows });
    expect(await left(gateway)).toEqual([GOOD, BAD]);
    expect(calls).toBeGreaterThan(1);
  });
});
