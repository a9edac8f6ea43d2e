import type { IncidentKind, IncidentRow } from "./store/watch.ts";

export interface CampaignIdentity {
  readonly name: string;
  readonly occurrence: string;
  readonly tenant: string;
}

/** Returns the shell-quoted arguments that name a campaign in a command. */
export function identityWords({ name, occurrence, tenant }: CampaignIdentity): string {
  return [
    shellWord(name),
    ...(occurrence === "" ? [] : [`--occurrence ${shellWord(occurrence)}`]),
    ...(tenant === "" ? [] : [`--tenant ${shellWord(tenant)}`]),
  ].join(" ");
}

/** Quotes a word for a shell. */
export function shellWord(word: string): string {
  return /^[\w.@:+/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export interface Remedy {
  readonly command: string;
  readonly why: string;
}

const BY = `--as YOU --reason "…"`;
const OF_PROVIDER: ReadonlySet<IncidentKind> = new Set(["loss", "stall", "fake-receipts", "refusals"]);

/** Returns two or three commands that fit an incident. `campaign` is absent if the incident has none. */
export function listRemedies(incident: IncidentRow, campaign: CampaignIdentity | undefined): readonly Remedy[] {
  const { kind, provider, endedAt } = incident;
  if (kind === "breaker") return [DOCTOR, { command: "relance status", why: "the recipients who wait" }];
  if (kind === "unwritten") return [{ command: "relance status", why: "see the waiting recipients by campaign" }];
  if (kind === "pumping") return [{ command: "relance events --follow", why: "current send() requests" }];
  if (kind === "throttled")
    return [{ command: "relance status", why: "the provider's rate, and the recipients who wait for the provider" }];
  if (campaign === undefined) return [DOCTOR];
  const who = identityWords(campaign);
  const look = { command: `relance report ${who} --out report.html`, why: "see the effect on recipients" };
  if (endedAt !== undefined) {
    return [look, { command: `relance export ${who} --unreached`, why: "who was not reached" }];
  }
  const over = provider === "" ? "" : ` --provider ${shellWord(provider)}`;
  const resume = {
    command: `relance resume ${who}${over} --override ${BY}`,
    why: "send again, and override the holds of the watch",
  };
  const pause = {
    command: `relance pause ${who}${over} ${BY}`,
    why: "send nothing through the provider; recipients use the next provider of their route",
  };
  if (kind === "budget") {
    const raise = {
      command: `relance extend ${who} --budget AMOUNT ${BY}`,
      why: "raise the budget: waiting recipients resume",
    };
    return [
      raise,
      look,
      {
        command: `relance export ${who} --unreached`,
        why: "see the recipients who were not reached because of the budget",
      },
    ];
  }
  if (kind === "stopped") {
    const planned = { command: `relance resume ${who} ${BY}`, why: "send again" };
    return [{ command: `relance status ${who}`, why: "which pause stops them" }, planned, look];
  }
  if (kind === "low-answers") {
    const isLeft = incident.notes.some(({ did }) => did !== undefined);
    const replies = { command: `relance replies ${who} --unclear`, why: "what people write back" };
    return [look, replies, isLeft ? resume : pause];
  }
  return OF_PROVIDER.has(kind) ? [look, pause, resume] : [DOCTOR, look, resume];
}

const DOCTOR: Remedy = { command: "relance doctor --probe", why: "check the public URL and the providers" };
