import { share, type VirtualProcess } from "@relance/testing";
import type { CampaignDefinition, CampaignHandle, RelanceLike } from "relance";
import type { Chronicle, FakeVendors } from "./chronicle.ts";
import { outageOf } from "./fate.ts";
import type { Hearing } from "./hearing.ts";
import type { Troubles } from "./troubles.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Time within which messages that were claimed before a pause are still sent, in milliseconds. */
const CLAIMED_MS = 2 * SECOND;
const CALLS = 60;

export interface OperatorOptions {
  readonly seed: number;
  readonly chronicle: Chronicle;
  readonly outside: VirtualProcess;
  readonly hearing: Hearing;
  readonly troubles: Troubles;
  readonly fakeVendors: FakeVendors;
  readonly campaign: CampaignDefinition;
  campaignId(): number;
  note(fact: string): void;
}

/** An operator pauses a provider or the whole campaign during a problem, and resumes it later. */
export async function operate(options: OperatorOptions): Promise<void> {
  const { seed, chronicle, outside, hearing, troubles, fakeVendors, note } = options;
  const { name, steps } = options.campaign;
  const routes = steps.flatMap(({ channel, route = [] }) => route.map((one) => `${channel}.${one}`));
  if (!troubles.has("pauses")) return;
  const now = () => outside.runtime.now();
  const roll = (name: string) => share(seed, "operator", name);
  const waits = roll("wait") < 0.5;
  const outage = waits ? undefined : outageOf(seed, now(), troubles);
  const after = outage === undefined ? MINUTE * 30 * roll("when") : outage.from - now() + 4 * MINUTE * roll("when");
  await outside.runtime.sleep(waits ? 0 : Math.max(0, Math.floor(after)));
  const wanted = outage?.provider ?? "sms.main";
  const isWhole = !waits && roll("all") < 0.35;
  const provider = isWhole || !routes.includes(wanted) ? undefined : wanted;
  const by = { actor: "ada", reason: "the vendor called" };
  const about = { ...by, ...(provider === undefined ? {} : { provider }) };

  /** Repeats a command until relance answers. Returns whether relance executed the command. */
  async function order(call: (campaign: CampaignHandle) => Promise<unknown>): Promise<boolean> {
    const given = async (_: unknown, gateway: RelanceLike) => {
      const campaign = await gateway.campaigns.get(options.campaignId());
      return call(campaign).then(
        () => true,
        () => false,
      );
    };
    for (let time = 0; time < CALLS; time++) {
      const heard = await hearing.ask(given);
      if (heard !== undefined) return heard.answer;
      await outside.runtime.sleep(MINUTE);
    }
    return false;
  }

  const asked = now();
  const reviewAt = new Date(now() + 60 * MINUTE);
  const isPaused = await order((campaign) => campaign.pause({ ...about, ...(waits ? { wait: true } : {}), reviewAt }));
  if (!isPaused) return;
  note(`ada pauses ${provider ?? "the campaign"}${waits ? ", and its recipients wait" : ""}`);
  const from = now() + CLAIMED_MS;
  await outside.runtime.sleep(Math.floor((5 + 20 * roll("length")) * MINUTE));
  const to = now();
  const providers = provider === undefined ? Object.keys(fakeVendors) : [provider];
  const isAll = provider === undefined;
  chronicle.holds.push({ campaign: name, providers, from, to, isSure: true, waits });
  const isResumed = await order((campaign) => campaign.resume(about));
  const end = isResumed ? now() : Number.POSITIVE_INFINITY;
  chronicle.holds.push({ campaign: name, providers, from: asked, to: end, isSure: false, waits });
  note(`ada resumes ${isAll ? "the campaign" : provider}`);
}
