import { z } from "zod";

const MOST = 2_147_483_647;
/** The latest time that is accepted. Programs disagree about times after the year 9999. */
const LATEST_MS = Date.UTC(9_999, 0);
const MINUTE_MS = 60_000;

function whole(least: number, most: number): z.ZodInt {
  const advice = `write a whole number from ${least} to ${most}`;
  return z.int(advice).min(least, advice).max(most, advice);
}

function text(most: number): z.ZodString {
  const advice = `write 1 to ${most} characters`;
  return z.string(advice).max(most, advice).trim().min(1, advice);
}

function texts(mostItems: number, most: number) {
  const advice = `write 1 to ${mostItems} texts`;
  return z.array(z.string(advice).max(most, advice), advice).min(1, advice).max(mostItems, advice).readonly();
}

/** Refuses unknown fields: a request with a misspelt `provider` would pause the whole campaign. */
const strict = <Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> =>
  z.strictObject(shape, "write a JSON object");

const isTrue = z.boolean("write true or false").default(false);
const campaign = whole(1, MOST);
const key = text(500);
const provider = text(100).optional();
/** Selects only recipients with this cause; absent = all causes. */
const cause = text(100).optional();
/** A command's actor and reason. An actor from `authorize` has priority over the actor that the page sent. */
const by = { actor: text(80).optional(), reason: text(300) };
/** The queues of a command, and the queue version that the page shows. The server refuses an outdated version. */
const queues = {
  campaign,
  step: whole(1, 1_000).optional(),
  destination: text(100).optional(),
  version: whole(0, MOST).optional(),
};
/** Pauses a provider. `via` reroutes the provider's recipients; `wait` makes them wait. */
const paused = { ...queues, provider, via: text(100).optional(), wait: isTrue };
/** A command about one recipient, with the revision that the page shows. The server refuses an outdated revision. */
const one = strict({ ...by, campaign, key, revision: whole(0, Number.MAX_SAFE_INTEGER) });

export const REQUESTS = {
  "people/find": strict({ campaign, text: text(200) }),
  "people/read": strict({ campaign, key }),
  "people/unreached": strict({ campaign, cause, cursor: text(100).optional() }),
  "people/doubtful": strict({ campaign }),
  "people/export": strict({ ...by, campaign, cause }),
  "people/reveal": strict({ ...by, campaign, keys: texts(50, 500) }),
  "controls/pause": strict({ ...by, ...paused, reviewInMs: whole(MINUTE_MS, 31 * 24 * 60 * MINUTE_MS) }),
  /** Returns how many recipients the pause would stop, and how many recipients it would reroute. */
  "controls/pause-effect": strict(paused),
  "controls/resume": strict({ ...by, ...queues, provider, override: isTrue }),
  /** Limits the rate; without `perMinute`, removes the limit. Refuses a rate of 0, a pause that no operator reviews. */
  "controls/throttle": strict({ ...by, ...queues, provider: text(100), perMinute: whole(1, 600_000).optional() }),
  /** The operator must type the campaign's `name`, because a cancellation cannot be undone. */
  "controls/cancel": strict({ ...by, campaign, name: text(500) }),
  "orders/extend": strict({ ...by, campaign, until: whole(1, LATEST_MS) }),
  "orders/escalate": one,
  "orders/resume": one,
  "orders/judge": strict({ ...by, campaign, key, reply: whole(1, Number.MAX_SAFE_INTEGER), isStop: isTrue }),
  "orders/confirm": strict({ ...by, campaign, key }),
};

export type Requests = { [Place in keyof typeof REQUESTS]: z.input<(typeof REQUESTS)[Place]> };
export type Fields<Place extends keyof Requests> = z.output<(typeof REQUESTS)[Place]>;
