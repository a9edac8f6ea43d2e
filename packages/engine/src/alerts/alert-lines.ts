import { type AttemptOutcome, type ContentOf, dateOf, type IncidentRow, type Message } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { permitOne } from "../base/pace.ts";
import { withinBudget } from "../base/within-budget.ts";
import { deliver, SEND_BUDGET_MS } from "../dispatch/deliver.ts";
import { type Alert, readIncident } from "./alert-memory.ts";
import type { AlertOptions, AlertPayload } from "./alert-options.ts";
import { type AlertStory, alertMail, alertSms, alertStory } from "./alert-text.ts";
import { type AlertWay, alertWays } from "./alert-ways.ts";

/** One receiver of alerts, with its own queue and limit, so that none waits for another. */
export interface AlertLine {
  /** Such as `webhook` or `sms 0`; never an address. */
  readonly name: string;
  readonly channel: "webhook" | "email" | "sms";
  /** Sends one message about one or several alerts; returns an error code on failure. */
  tell(alerts: readonly Alert[], signal: AbortSignal): Promise<string | undefined>;
}

export function alertLines(context: EngineContext, options: AlertOptions): readonly AlertLine[] {
  const { post } = options;
  const people = (["email", "sms"] as const).flatMap((channel) =>
    (options[channel]?.to ?? []).map((to, index): AlertLine => {
      const via = options[channel]?.via;
      return {
        name: `${channel} ${index}`,
        channel,
        async tell(alerts, signal) {
          const told = await compose(context, alerts);
          if (told === undefined) return undefined;
          const { id, story, more, about } = told;
          const content = channel === "sms" ? alertSms(story, more) : alertMail(story, more);
          const answer = await tellPeople(context, { id, channel, to, content, about, via }, signal);
          return answer.isTold ? undefined : answer.code;
        },
      };
    }),
  );
  if (post === undefined) return people;
  const webhook: AlertLine = {
    name: "webhook",
    channel: "webhook",
    async tell(alerts, signal) {
      const told = await compose(context, alerts);
      if (told !== undefined) await post(alertPayload(told.id, told.story, told.more, told.at), signal);
      return undefined;
    },
  };
  return [webhook, ...people];
}

interface Composed {
  readonly id: string;
  readonly at: number;
  readonly story: AlertStory;
  readonly more: readonly AlertStory[];
  /** The affected providers. */
  readonly about: ReadonlySet<string>;
}

/** Reads the alerts' incidents. `undefined` if none exists any more. */
async function compose({ store }: EngineContext, alerts: readonly Alert[]): Promise<Composed | undefined> {
  const stories: { readonly alert: Alert; readonly story: AlertStory }[] = [];
  for (const alert of alerts) {
    const [incident] = await readIncident(store, alert.incident);
    if (incident === undefined) continue;
    const [campaign] = incident.campaign === 0 ? [] : await store.count(incident.campaign);
    stories.push({ alert, story: alertStory(alert.change, incident, campaign) });
  }
  const [first, ...rest] = stories.toSorted((a, b) => urgency(b.story) - urgency(a.story));
  if (first === undefined) return undefined;
  const open = await store.incidents({ open: true, limit: 1_000 });
  const { id } = first.alert;
  return {
    id: rest.length === 0 ? id : `${id}-and-${rest.length}`,
    at: first.alert.at,
    story: first.story,
    more: rest.map(({ story }) => story),
    about: troubled([...open.rows, ...stories.map(({ story }) => story.incident)]),
  };
}

/** Open incidents that stop messages come first. */
function urgency({ change, level }: AlertStory): number {
  return (change === "ended" ? 0 : 2) + (level === "action" ? 1 : 0);
}

function troubled(incidents: readonly IncidentRow[]): ReadonlySet<string> {
  return new Set(incidents.map(({ provider }) => provider).filter((provider) => provider !== ""));
}

/** An alert as JSON; further ones are a list in it. */
export function alertPayload(
  id: string,
  story: AlertStory,
  more: readonly AlertStory[],
  noticedAt: number,
): AlertPayload {
  const body = JSON.stringify({
    type: `incident.${story.change}`,
    timestamp: dateOf(noticedAt).toISOString(),
    data: {
      ...summary(story),
      figures: story.incident.figures,
      commands: story.remedies,
      more: more.map((one) => ({ type: `incident.${one.change}`, ...summary(one) })),
    },
  });
  return { id, body };
}

function summary({ incident, campaign, level, fact, actions }: AlertStory): object {
  const { id, kind, provider, destination, startedAt, endedAt } = incident;
  return {
    incident: id,
    kind,
    level,
    provider: provider === "" ? null : provider,
    destination: destination === "" ? null : destination,
    campaign:
      campaign === undefined ? null : { name: campaign.name, occurrence: campaign.occurrence, tenant: campaign.tenant },
    startedAt,
    endedAt: endedAt ?? null,
    fact,
    actions,
  };
}

/** How long an alert is worth delivering, in milliseconds. */
const VALIDITY_MS = 6 * 3_600_000;

interface PeopleAlert {
  readonly id: string;
  readonly channel: "email" | "sms";
  readonly to: string;
  readonly content: ContentOf<"email" | "sms">;
  /** The affected providers, to be used last. */
  readonly about: ReadonlySet<string>;
  readonly via: string | undefined;
}

type Told = { readonly isTold: true } | { readonly isTold: false; readonly code: string };

/**
 * Sends an alert to one operator through the gateway's own providers, one after the other until one accepts it. It is
 * no attempt of a campaign, but counts against the provider's rate. After an unknown outcome it also uses the next
 * provider: a duplicate alert is better than none.
 */
async function tellPeople(context: EngineContext, alert: PeopleAlert, signal: AbortSignal): Promise<Told> {
  let code = "provider/unavailable";
  for (const way of alertWays(context.providers, alert.channel, alert.about, alert.via)) {
    if (signal.aborted) break;
    const { name: provider, apart } = way;
    if (apart !== "vendor") {
      context.log({ level: "warn", event: "alert.same-way", facts: { channel: alert.channel, over: provider, apart } });
    }
    const outcome = await tellOver(context, way, alert, signal);
    if (outcome?.kind === "accepted") {
      if (outcome.captured !== undefined)
        context.log({ level: "warn", event: "alert.captured", facts: { channel: alert.channel } });
      return { isTold: true };
    }
    code = codeOf(outcome) ?? code;
  }
  return { isTold: false, code };
}

async function tellOver(
  context: EngineContext,
  { name: providerName, provider }: AlertWay,
  { id, channel, to, content }: PeopleAlert,
  signal: AbortSignal,
): Promise<AttemptOutcome | undefined> {
  if (!(await permitOne(context, providerName, provider, signal))) return undefined;
  const message = { channel, attemptId: id, to, content, validityMs: VALIDITY_MS } as Message;
  return withinBudget(context.runtime, signal, {
    name: provider.kind,
    budgetMs: provider.sendBudgetMs ?? SEND_BUDGET_MS,
    ask: (asking) => deliver(context, provider, message, asking),
  }).catch(() => undefined);
}

function codeOf(outcome: AttemptOutcome | undefined): string | undefined {
  return outcome !== undefined && "errorCode" in outcome ? outcome.errorCode : undefined;
}
