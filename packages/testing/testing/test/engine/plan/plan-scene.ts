import { defineCampaign } from "@relance/campaign";
import fc from "fast-check";
import type { CampaignDefinition, CampaignForecast, Channel, Ledger, LoadedCampaign, Provider } from "relance";
import { createTestRelance } from "../../../src/index.ts";
import { MINUTE } from "../../support/laboratory.ts";

const HOUR = 60 * MINUTE;
const WAITS: Readonly<Record<string, number>> = { "30m": 30 * MINUTE, "6h": 6 * HOUR, "24h": 24 * HOUR };

/** A random campaign with recipients and rates of providers. */
export interface Scene {
  readonly steps: readonly {
    readonly channel: "sms" | "email";
    readonly wait: string;
    readonly beforeDeadline: string | undefined;
  }[];
  readonly callBuffer: string;
  readonly ifLate: CampaignDefinition["ifLate"];
  readonly windows: CampaignDefinition["windows"];
  readonly people: readonly {
    readonly sms: boolean;
    readonly email: boolean;
    readonly forbidden: boolean;
    readonly hours: number;
  }[];
  readonly perSecond: { readonly sms: number | undefined; readonly email: number | undefined };
}

const rate = fc.constantFrom(undefined, 1, 0.01, 0.001);

const anyScene: fc.Arbitrary<Scene> = fc.record({
  steps: fc.array(
    fc.record({
      channel: fc.constantFrom("sms" as const, "email" as const),
      wait: fc.constantFrom(...Object.keys(WAITS)),
      beforeDeadline: fc.constantFrom(undefined, undefined, undefined, "12h"),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  callBuffer: fc.constantFrom("0s", "12h"),
  ifLate: fc.constantFrom(undefined, "skip" as const, "refuse" as const),
  windows: fc.constantFrom(undefined, undefined, { sms: "08:00-20:00", email: "mon-fri 09:00-17:00" }),
  people: fc.array(
    fc.record({
      sms: fc.boolean(),
      email: fc.boolean(),
      forbidden: fc.constantFrom(false, false, false, true),
      hours: fc.constantFrom(2, 40, 90, 90),
    }),
    { minLength: 1, maxLength: 25 },
  ),
  perSecond: fc.record({ sms: rate, email: rate }),
});

/** Random campaigns whose steps leave room for their waits. `check` refuses other campaigns. */
export const scenes: fc.Arbitrary<Scene> = anyScene.map((scene) =>
  scene.ifLate === "refuse" && scene.steps.at(-1)?.beforeDeadline !== undefined ? { ...scene, ifLate: "skip" } : scene,
);

export interface Got {
  readonly step: number;
  readonly at: number;
}

/** The forecast and the result of a campaign. */
export interface Played {
  readonly plan: CampaignForecast;
  readonly ledger: Ledger | undefined;
  /** Messages of each recipient by time. No recipient confirms. */
  readonly got: ReadonlyMap<string, readonly Got[]>;
  /** Steps that each recipient can get, and the recipient's deadline. */
  readonly could: ReadonlyMap<string, { readonly steps: readonly number[]; readonly deadline: number }>;
}

/** Forecasts a campaign, then runs the campaign to its end with the same gateway. */
export async function play(scene: Scene): Promise<Played> {
  const { steps, people, perSecond } = scene;
  const providers = {
    sms: { main: silent("sms", perSecond.sms) },
    email: { smtp: silent("email", perSecond.email) },
  };
  await using test = await createTestRelance({ store: NO_STORE, providers, security: { signing: [] } }, { seed: 3 });
  const startAt = test.time.now();
  const campaign = campaignOf(scene);
  const recipients = people.map(({ sms, email, hours }, k) => ({
    id: `p${k}`,
    sms: sms ? `+3363998${String(k).padStart(4, "0")}` : "",
    email: email ? `p${k}@example.org` : "",
    until: new Date(startAt + hours * HOUR).toISOString(),
  }));
  const forbidden = people.flatMap(({ forbidden: is }, k) => (is ? [String(recipients[k]?.sms)] : []));
  await test.gateway.suppressions.add(
    forbidden.filter((address) => address !== "").map((address) => ({ channel: "sms", address })),
  );
  const plan = await test.gateway.campaigns.plan(campaign, { rows: recipients });
  await test.start(campaign, { rows: recipients });
  await test.advance(92 * HOUR);
  const ledger = await test.ledger();
  const got = new Map(
    recipients.map(({ id }) => [
      id,
      test.sent({ key: id }).map(({ message, at }) => ({ step: stepOf(message.content), at })),
    ]),
  );
  const could = new Map(
    recipients.map((row, k) => {
      const has: Partial<Record<Channel, boolean>> = {
        sms: row.sms !== "" && !people[k]?.forbidden,
        email: row.email !== "",
        push: false,
      };
      const taken = steps.flatMap(({ channel }, k) => (has[channel] ? [k + 1] : []));
      return [row.id, { steps: taken, deadline: new Date(row.until).getTime() }];
    }),
  );
  return { plan, ledger, got, could };
}

export function waitOf(scene: Scene, step: number): number {
  return WAITS[scene.steps[step - 1]?.wait ?? ""] ?? 0;
}

export function handoverOf({ callBuffer }: Scene): number {
  return callBuffer === "12h" ? 12 * HOUR : 0;
}

/** `createTestRelance` replaces the store. */
const NO_STORE = undefined as unknown as Parameters<typeof createTestRelance>[0]["store"];

function silent<C extends "sms" | "email">(channel: C, perSecond: number | undefined): Provider<C> {
  return {
    kind: `silent-${channel}`,
    channel,
    vendor: channel,
    capabilities: { receipts: true, replies: false },
    ...(perSecond === undefined ? {} : { perSecond }),
    send: () => Promise.reject(new Error("never called")),
  };
}

function campaignOf({ steps, callBuffer, ifLate, windows }: Scene): LoadedCampaign {
  const definition: CampaignDefinition = {
    version: 1,
    name: "planned",
    deadline: { column: "until" },
    callBuffer,
    ifLate,
    windows,
    audience: { contacts: { sms: "sms", email: "email" }, expect: "0+" },
    steps: steps.map(({ channel, wait, beforeDeadline }, k) => ({
      channel,
      route: [channel === "sms" ? "main" : "smtp"],
      template: `step${k}`,
      wait,
      ...(beforeDeadline === undefined || k < steps.length - 1 ? {} : { beforeDeadline }),
    })),
  };
  const sources = Object.fromEntries(
    steps.flatMap((_, k) => [
      [`step${k}.sms.liquid`, `step ${k + 1} {{ ack.url }}`],
      [`step${k}.email.liquid`, `---\nsubject: step ${k + 1}\n---\nstep ${k + 1} {{ ack.url }}`],
    ]),
  );
  const named = definition.steps.map(({ channel, template }) => `${template}.${channel}.liquid`);
  return defineCampaign(definition, {
    sources: Object.fromEntries(named.map((name) => [name, sources[name] ?? ""])),
  });
}

function stepOf(content: object): number {
  const text = "text" in content ? String(content.text) : "";
  return Number(/step (\d)/.exec(text)?.[1] ?? -1);
}
