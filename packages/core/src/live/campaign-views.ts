import {
  type Deadline,
  type IncidentRow,
  type Person,
  type Plan,
  type RecipientRow,
  RelanceError,
  type ReportReceipts,
  StoreError,
} from "@relance/spec";
import { contactDigests } from "../contact-names.ts";
import type { EngineContext } from "../context.ts";
import { personKey } from "../enroll/person-key.ts";
import { readIncidentsMet } from "../incidents/read-incidents.ts";
import { isLive } from "../record/is-live.ts";
import { readReceipts } from "../report/read-receipts.ts";
import { type CampaignError, readErrors } from "./campaign-errors.ts";
import { CampaignStory } from "./campaign-story.ts";
import { type PersonMessage, readMessages } from "./person-messages.ts";

/** People found at once: a contact that more of them share says nothing about one. */
const MOST_FOUND = 50;

/** What a campaign is made of, as far as whoever watches it has to know. */
export interface CampaignFacts {
  readonly plan: Plan;
  readonly deadline: Deadline;
  readonly timezone: string;
}

/** What tools show of a campaign while it goes on, besides what its handle says. */
export interface CampaignViews {
  /** This gateway keeps every message in the house (`delivery: "capture"`), so no receipt can come for what it takes. */
  readonly isCapture: boolean;
  facts(campaign: number): Promise<CampaignFacts>;
  /** Its own incidents, and those about no campaign that its providers have had since it began; oldest first. */
  incidents(campaign: number): Promise<readonly IncidentRow[]>;
  /** The curves of the report: what came back by provider, against what was to be expected. Reads no people. */
  receipts(campaign: number): Promise<readonly ReportReceipts[]>;
  /** Codes with which messages failed, by provider. Reads no people, and of the messages those that failed. */
  errors(campaign: number): Promise<readonly CampaignError[]>;
  /** The story as events tell it, to be looked at again and again. */
  story(campaign: number): Promise<CampaignStory>;
  /** What was written to one person, from the versions that it was made of. Personal data: whoever shows it records that first. */
  messages(person: Person): Promise<readonly PersonMessage[]>;
  /** People with this key, or with this address: E.164 or a mailbox. */
  find(campaign: number, keyOrAddress: string): Promise<readonly RecipientRow[]>;
}

export function createCampaignViews(context: EngineContext): CampaignViews {
  const { store } = context;

  async function facts(campaign: number): Promise<CampaignFacts> {
    const stored = (await store.versions()).filter((version) => version.campaign === campaign).at(-1);
    if (stored === undefined) throw new StoreError("store/rewound", `campaign ${campaign} has no version`);
    const { compiled } = await context.versions.get(stored.version);
    const { deadline, timezone = "UTC" } = compiled.definition;
    return { plan: stored.plan, deadline, timezone };
  }

  return {
    isCapture: !isLive(context),
    facts,
    async incidents(campaign) {
      const { plan } = await facts(campaign);
      const { events } = await store.events({ campaign, limit: 1 });
      return readIncidentsMet(store, campaign, { plan, startedAt: events[0]?.at.getTime() });
    },
    receipts: (campaign) => readReceipts(context, campaign),
    errors: (campaign) => readErrors(context, campaign),
    story: async (campaign) => new CampaignStory(store, campaign, (await facts(campaign)).plan),
    messages: (person) => readMessages(context, person),
    async find(campaign, keyOrAddress) {
      const text = keyOrAddress.trim();
      const byKey = await store.list({ campaign, key: personKey(text) ?? text, limit: MOST_FOUND });
      const found = new Map(byKey.rows.map((row) => [row.enrollment, row]));
      for (const digest of digestsOf(context, text)) {
        const { rows } = await store.list({ campaign, digest, limit: MOST_FOUND });
        for (const row of rows) found.set(row.enrollment, row);
      }
      return [...found.values()];
    },
  };
}

/** The hashes that an address has; none for what is no address. */
function digestsOf(context: EngineContext, text: string): readonly string[] {
  return (["sms", "email"] as const).flatMap((channel) => {
    try {
      return contactDigests(context, channel, context.options.readAddress(channel, text));
    } catch (error) {
      if (RelanceError.is(error)) return [];
      throw error;
    }
  });
}
