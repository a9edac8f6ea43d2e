import type { IncidentRow } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { alertLetter } from "./alert-letter.ts";
import type { Alert } from "./alert-memory.ts";
import type { AlertOptions } from "./alert-options.ts";
import { type AlertStory, alertStory } from "./alert-story.ts";
import { alertMail, alertSms } from "./alert-text.ts";
import { readIncident } from "./read-recent.ts";
import { tellPeople } from "./tell-people.ts";

/** One receiver of alerts: each has its own queue and its own limit, so that none waits for another. */
export interface AlertLine {
  /** Such as `webhook` or `sms 0`; never an address. */
  readonly name: string;
  readonly channel: "webhook" | "email" | "sms";
  /** One message about one alert or several; answers a code where it could not be told. */
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
      if (told !== undefined) await post(alertLetter(told.id, told.story, told.more, told.at), signal);
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
  /** Providers in trouble. */
  readonly about: ReadonlySet<string>;
}

/** Reads the incidents as they stand now. `undefined` when none of them is there any more. */
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

/** What goes on and stops messages comes first. */
function urgency({ change, level }: AlertStory): number {
  return (change === "ended" ? 0 : 2) + (level === "action" ? 1 : 0);
}

function troubled(incidents: readonly IncidentRow[]): ReadonlySet<string> {
  return new Set(incidents.map(({ provider }) => provider).filter((provider) => provider !== ""));
}
