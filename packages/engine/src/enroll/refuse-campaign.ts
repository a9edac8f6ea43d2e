import {
  type AdmittedRow,
  type Audience,
  budgetProblem,
  type CampaignState,
  type CompiledCampaign,
  ConfigError,
  type DefineAnswer,
  MessageError,
  type Plan,
  type PriceList,
  unexpectedCount,
} from "@relance/spec";
import type { Needs } from "../base/context.ts";

export function refuseUnfit(defined: DefineAnswer, name: string, occurrence: string, body: string): void {
  const who = occurrence === "" ? name : `${name} ${occurrence}`;
  if (defined.status === "over") {
    const problem = { path: "deadline", advice: "this time is in the past; write a time in the future" };
    throw new ConfigError("campaign/invalid", `${problem.path}: ${problem.advice}`, { problems: [problem] });
  }
  if (defined.status === "changed") {
    const changed = differing(JSON.parse(defined.body), JSON.parse(body));
    const advice =
      changed.join() === "definition.budget"
        ? "undo the change, and run relance extend --budget to change the budget of this run"
        : "relance amend applies new texts, waits, routes and weights to it; otherwise give it a new --occurrence, or undo the change";
    const message = `campaign ${who} runs with another definition (changed: ${changed.slice(0, 5).join(", ")}); ${advice}`;
    throw new ConfigError("campaign/changed", message);
  }
  if (defined.state === "closed" || defined.state === "cancelled" || defined.state === "cancelling") {
    const message = `campaign ${who} is ${defined.state}; start the new run with another --occurrence`;
    throw new ConfigError("campaign/already-closed", message);
  }
}

/** Requires a price for each provider of a campaign with a budget. @throws {ConfigError} `config/price-missing` */
export function refuseUnpriced({ budget, steps }: Plan, prices: PriceList | undefined): void {
  if (budget === undefined) return;
  const providers = steps.flatMap(({ route }) => route.map(({ provider }) => provider));
  const problem = budgetProblem(budget.currency, providers, prices);
  if (problem !== undefined) throw new ConfigError("config/price-missing", problem);
}

export function differing(...both: readonly [before: unknown, after: unknown]): string[] {
  const [before, after] = both.map((value) => leaves(value));
  const paths = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...paths].filter((path) => before?.get(path) !== after?.get(path));
}

function leaves(value: unknown, path = "", into: Map<string, unknown> = new Map()): Map<string, unknown> {
  if (typeof value !== "object" || value === null) return into.set(path, value);
  if (Array.isArray(value)) into.set(`${path}.length`, value.length);
  for (const [name, inner] of Object.entries(value)) leaves(inner, path === "" ? name : `${path}.${name}`, into);
  return into;
}

export function isStarted(state: CampaignState): boolean {
  return state === "running" || state === "held";
}

export async function isStartedMeanwhile(
  { store }: Needs<"store">,
  body: string,
  defined: DefineAnswer,
  uninvited: number,
): Promise<boolean> {
  const [ledger] = await store.count(defined.campaign);
  if (ledger === undefined) return false;
  const { state, name, occurrence } = ledger;
  refuseUnfit({ ...defined, state }, name, occurrence, body);
  if (!isStarted(state)) return false;
  if (uninvited === 0) return true;
  const message = `${name} was started by another process in the meantime, and its audience is closed: ${uninvited} rows of this audience are not enrolled. Use another --occurrence for these recipients`;
  throw new ConfigError("audience/unexpected", message);
}

/** Refuses to seal an audience of an unexpected size. @throws {ConfigError} `audience/unexpected` */
export function refuseUnexpected(audience: Audience | undefined, enrolled: number): void {
  const unexpected = unexpectedCount(audience, enrolled);
  if (unexpected !== undefined) throw new ConfigError("audience/unexpected", `${unexpected}; nothing was sent`);
}

/** Refuses templates with a link if no `publicUrl` is set. One rendered row is enough, because all rows would fail. */
export function refuseLinkless(
  context: Needs<"options">,
  loaded: CompiledCampaign,
  row: Pick<AdmittedRow, "key" | "variables" | "locale" | "timezone">,
): void {
  if (context.options.publicUrl !== undefined) return;
  let used: string | undefined;
  const noting = (name: string) => ({
    get url() {
      used = name;
      return "https://example.org";
    },
  });
  const ack = Object.assign(noting("ack.url"), { code: "10" });
  const optout = noting("optout.url");
  const { key, variables, locale, timezone } = row;
  loaded.definition.steps.forEach((_, k) => {
    try {
      loaded.render(k + 1, { key, variables, locale, timezone, deadline: 0, ack, optout });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error; // this row does not show whether the template has a link
    }
  });
  if (used === undefined) return;
  const message = `the templates of ${loaded.definition.name} use ${used}: set publicUrl, because the links would lead nowhere; nothing was sent`;
  throw new ConfigError("config/invalid", message);
}
