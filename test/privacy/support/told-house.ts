import { type CodeTemplates, defineCampaign } from "@relance/campaign";
import { createRelance, type LogLine, type Provider, type Relance, type RelanceConfig, type Store } from "relance";
import { type EngineOverrides, partsOf } from "relance/parts";
import { storeAt } from "../../support/store-at.ts";

/**
 * A recipient about whom the store contains many kinds of data. Each text occurs nowhere else, so that a search finds
 * only Ada's data.
 */
export const ADA = {
  key: "client-ada-8841",
  name: "Ada Quellebrune",
  mobile: "+33639981234",
  mail: "ada.quellebrune@example.org",
} as const;

export const BOB = {
  key: "client-bob-7710",
  name: "Bob Sarrazinet",
  mobile: "+33639985678",
  mail: "bob.sarrazinet@example.org",
} as const;

/** The text of Ada's reply, and of the messages to her (`BODY`). After an erasure none of these texts may remain. */
export const SAID = "We moved to rue des Acacias, ask for Quellebrune";
export const BODY = "Dear Ada Quellebrune, confirm please";

export const TEMPLATES: CodeTemplates = {
  "please@1": {
    sms: ({ variables }) => ({ text: `Dear ${variables.name}, confirm please` }),
    email: ({ variables, optout }) => ({
      subject: "Please",
      text: `Dear ${variables.name}, confirm please, or leave: ${optout.url}`,
    }),
  },
};

export function campaign(name: string, mode?: "open") {
  return defineCampaign(
    {
      version: 1,
      name,
      subject: "Please",
      deadline: "72h",
      audience: {
        key: "key",
        contacts: { sms: "mobile", email: "mail" },
        country: "FR",
        expect: "0+",
        ...(mode && { mode }),
      },
      confirm: { event: "came", via: ["event", "reply"], replies: { OK: "done" } },
      steps: [
        { channel: "sms", route: ["main"], template: "please@1", wait: "24h" },
        { channel: "email", route: ["smtp"], template: "please@1", wait: "24h" },
      ],
    },
    { templates: TEMPLATES },
  );
}

function provider<C extends Provider["channel"]>(channel: C): Provider<C> {
  return {
    kind: "none",
    channel,
    vendor: "none",
    capabilities: { receipts: true, replies: true },
    send: async ({ attemptId }) => ({ ref: `ref-${attemptId}` }),
  };
}

export interface House extends AsyncDisposable {
  readonly gateway: Relance;
  readonly log: () => string;
  /** Records an item as the HTTP routes do after they have verified the sender. */
  record(provider: string, item: object, raw: string): Promise<void>;
}

export async function openHouse(
  db: string,
  store: Store = storeAt(db, undefined),
  keys: Pick<RelanceConfig, "security"> = {
    security: { signing: ["a-secret-for-these-tests"], encryption: "a-secret-for-these-tests" },
  },
  overrides?: EngineOverrides,
): Promise<House> {
  const lines: LogLine[] = [];
  const config: RelanceConfig = {
    store,
    providers: { sms: { main: provider("sms") }, email: { smtp: provider("email") } },
    ...keys,
    publicUrl: "https://notify.example.org",
    delivery: "capture",
    evidence: true,
    templates: TEMPLATES,
    observe: { ingressCheck: false, log: (line) => lines.push(line) },
  };
  const gateway = await createRelance(config, overrides);
  return {
    gateway,
    log: () => JSON.stringify(lines),
    async record(provider, item, raw) {
      const { port } = partsOf(gateway).engine;
      await port.record(provider, [item as never], Buffer.from(raw));
    },
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}

/**
 * Creates all kinds of data that name recipients: two campaigns, a single message, receipts, signals, replies and an
 * event that arrives before its campaign.
 */
export async function liveWith(house: House): Promise<void> {
  const { gateway, record } = house;
  for (const name of ["spring", "autumn"]) {
    await gateway.campaigns.start(campaign(name), { rows: [ADA, BOB] });
  }
  await gateway.send({
    idempotencyKey: `welcome-${ADA.mail}`,
    recipient: { key: ADA.key, contacts: { sms: ADA.mobile } },
    steps: [{ channel: "sms", content: { text: BODY } }],
  });
  await gateway.runOnce({ within: "20s" });
  for (const { attemptId, to } of (await partsOf(gateway).store.outbox({ limit: 100 })).rows) {
    const raw = `To=${encodeURIComponent(String(to))}&Status=delivered`;
    await record("sms.main", { type: "receipt", kind: "delivered", quality: "carrier", attemptId }, raw);
    const opened = { type: "signal", kind: "shown", attemptId, detail: `opened by ${to}` };
    await record("sms.main", opened, raw);
  }
  const reply = { type: "reply", from: ADA.mobile, text: SAID, eventId: "mo-1" };
  await record("sms.main", reply, `From=${encodeURIComponent(ADA.mobile)}&Body=${encodeURIComponent(SAID)}`);
  const stray = { type: "receipt", kind: "delivered", quality: "carrier", ref: "nobody-knows" };
  await record("sms.main", stray, `{"to":"${ADA.mobile}"}`);
  await gateway.acknowledge([{ key: ADA.key, on: "something-else" }]);
}

/** Every text that names Ada, in each encoding that a store uses. */
export const TEXTS_OF_ADA: readonly string[] = [
  ...Object.values(ADA),
  encodeURIComponent(ADA.mobile),
  SAID,
  encodeURIComponent(SAID),
  BODY,
  `welcome-${ADA.mail}`,
  "Quellebrune",
];
