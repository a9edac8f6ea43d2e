import { type Actor, ConfigError, type LoadedCampaign, type StoredVersion } from "@relance/spec";
import { differing, refuseLinkless, refuseUnpriced } from "../enroll/refuse-campaign.ts";
import { refuseEnded } from "../steer/steer-campaign.ts";
import { type OrderScope, sweep } from "./order-people.ts";

const SAMPLE = 20;

export interface Amended {
  readonly version: number;
  readonly moved: number;
}

/** Paths that an amendment may change. No other value may change while the campaign runs. */
const AMENDABLE: readonly RegExp[] = [
  /^templates\b/,
  /^files\b/,
  /^code\b/,
  /^definition\.(subject|ifLate|weight)\b/,
  /^definition\.steps\.\d+\.(template|route|wait|onMissingReceipt)\b/,
  /^definition\.retention\b/,
  /^definition\.confirm\.(buttons|afterDeadline|deepLink)\b/,
];

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^definition\.deadline\b/, "the new file has another deadline: use relance extend"],
  [/^definition\.budget$/, "the new file has another budget: use relance extend --budget"],
  [/^definition\.steps\.length$/, "the new file has another number of steps, but recipients are at the old steps"],
  [/^definition\.(firstWave|rate)\b/, "the new file changes the first wave or the rate: use relance resume --rate"],
];

export async function amendCampaign(
  scope: OrderScope,
  stored: StoredVersion,
  loaded: LoadedCampaign,
  { actor, reason }: Actor,
): Promise<Amended> {
  const { store, options } = scope.context;
  const { definition, body, hash } = loaded;
  const { tenant, name, occurrence } = stored;
  const plan = options.planOf(definition);
  refuseOther(stored, definition.name, body);
  if (differing(stored.plan.answers, plan.answers).length > 0)
    throw refusal("the new file changes the effect of an answer: keep the effects of all answers");
  refuseUnpriced(plan, options.prices);
  const [ledger] = await store.count(scope.campaign);
  if (ledger !== undefined) refuseEnded(ledger);
  await refuseEarlier(scope, body);
  await refuseLinks(scope, loaded);
  const audience = definition.audience?.mode ?? "closed";
  const own = { tenant, name, occurrence, hash, body, plan, audience };
  const { version } = await store.define({ ...own, manyVersions: true, amendedBy: { actor, reason } });
  const { moved } = await sweep(scope, { transition: "amend", version, actor, reason });
  return { version, moved };
}

/** Refuses a definition that equals an earlier version, because the store keeps each definition only once. */
async function refuseEarlier({ context, campaign }: OrderScope, body: string) {
  const all = await context.store.versions({ campaign });
  const earlier = all.find((one) => one.body === body);
  if (earlier === undefined || earlier === all.at(-1)) return;
  throw refusal(
    `the file equals version ${earlier.version}, which is no longer in force: to apply its content again, also change a permitted detail, such as one wait by a second`,
  );
}

/** Refuses texts with a link if no `publicUrl` is set. Texts are rendered for a sample of recipients. */
async function refuseLinks({ context, campaign }: OrderScope, loaded: LoadedCampaign): Promise<void> {
  if (context.options.publicUrl !== undefined) return;
  for (const state of ["pending", "active"] as const) {
    const { rows } = await context.store.list({ campaign, state, limit: SAMPLE });
    for (const { enrollment } of rows) {
      const person = await context.store.read({ enrollment });
      if (person !== undefined) refuseLinkless(context, loaded, person);
    }
  }
}

function refuseOther(stored: StoredVersion, name: string, body: string): void {
  if (name !== stored.name) throw refusal(`the file names the campaign ${name}, but this campaign is ${stored.name}`);
  const changed = differing(JSON.parse(stored.body), JSON.parse(body));
  const steps = changed.find((path) => path === "definition.steps.length");
  const first = steps ?? changed.find((path) => !AMENDABLE.some((may) => may.test(path)));
  if (first === undefined) return;
  const advice = ADVICE.find(([about]) => about.test(first))?.[1];
  const where = first.replace(/^definition\./, "").replace(/\.(\d+)\b/g, "[$1]");
  const rule = `the new file changes ${where}: only texts, waits, routes, the weight and retention may change; give the campaign another name or occurrence`;
  throw refusal(advice ?? rule);
}

function refusal(why: string): ConfigError {
  return new ConfigError("campaign/not-amendable", `${why}; nothing changed`);
}
