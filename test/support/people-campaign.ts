import { defineCampaign } from "@relance/campaign";
import type { CampaignDefinition, LoadedCampaign, RelanceConfig } from "relance";

const PLEASE = "please@1";
const TEXT = "Please confirm";

interface Facts {
  readonly key: string;
  readonly ack: { readonly url: string; readonly code: string };
}

/**
 * Returns the campaign's templates in code. The SMS template kills the process when it renders the message to the
 * recipient `poisonous`.
 */
export function templatesOf(poisonous?: string): NonNullable<RelanceConfig["templates"]> {
  return {
    [PLEASE]: {
      sms: ({ key, ack }: Facts) => {
        if (key === poisonous) process.kill(process.pid, "SIGKILL");
        return { text: `${TEXT}: ${ack.url} or OK ${ack.code}` };
      },
      email: ({ ack }: Facts) => ({ subject: TEXT, text: `${TEXT}: ${ack.url}` }),
    },
  };
}

export const TEMPLATES: NonNullable<RelanceConfig["templates"]> = templatesOf();

const DEFINITION: CampaignDefinition = {
  version: 1,
  name: "people",
  subject: TEXT,
  deadline: "72h",
  audience: { key: "id", contacts: { sms: "mobile", email: "mail" }, country: "FR" },
  confirm: {
    event: "came",
    via: ["event", "link", "reply"],
    buttons: { done: "close", help: "call-me" },
    replies: { OK: "done" },
  },
  steps: [
    { channel: "sms", route: ["main", "second"], template: PLEASE, wait: "24h", onMissingReceipt: { after: "30m" } },
    { channel: "email", route: ["smtp"], template: PLEASE, wait: "12h" },
  ],
};

export const AMENDED: CampaignDefinition["steps"] = DEFINITION.steps.map((step) => ({
  ...step,
  wait: "11h",
}));

/**
 * Returns a campaign with two steps. The first sends SMS through two carriers and waits a day for an answer, and the
 * second sends email. The deadline is after three days.
 */
export function peopleCampaign(change: Partial<CampaignDefinition> = {}): LoadedCampaign {
  return defineCampaign({ ...DEFINITION, ...change }, { templates: TEMPLATES });
}

/** Settings of a campaign that may repeat a message after a crash. Its only carrier does not support look-ups. */
export const AT_LEAST_ONCE: Partial<CampaignDefinition> = {
  guarantee: "at-least-once",
  steps: [
    { channel: "sms", route: ["second"], template: PLEASE, wait: "24h" },
    { channel: "email", route: ["smtp"], template: PLEASE, wait: "12h" },
  ],
};

export function peopleRows(count: number): readonly Readonly<Record<string, string>>[] {
  return Array.from({ length: count }, (_, n) => ({ id: `p${n}`, mobile: phoneOf(n), mail: mailOf(n) }));
}

const FIRST_PHONE = 33_639_980_000;

export function phoneOf(n: number): string {
  return `+${FIRST_PHONE + n}`;
}

export function mailOf(n: number): string {
  return `p${n}@example.org`;
}

export function personAt(address: string): string {
  return address.startsWith("+") ? `p${Number(address) - FIRST_PHONE}` : address.slice(0, address.indexOf("@"));
}
