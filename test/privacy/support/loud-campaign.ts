import { createECDH, randomBytes } from "node:crypto";
import { type CodeTemplates, defineCampaign } from "@relance/campaign";
import type { CampaignDefinition, LoadedCampaign } from "relance";

/** A text that occurs in every message and in no other data. */
export const BODY_MARK = "Votre rendez-vous Vermillonnet est demain";
export const SAID_MARK = "je suis chez ma tante Ocarinette";

const NAMES = [
  "Zoé Quellebrune",
  "Yves Sarrazinet",
  "Xavière Pommeloup",
  "Wanda Brisecouche",
  "Ugo Mirlitonet",
  "Théa Gargouillot",
];

export interface LoudPerson {
  readonly row: Readonly<Record<"id" | "name" | "mobile" | "mail" | "subscription", string>>;
  readonly endpoint: string;
  readonly keys: Readonly<Record<"p256dh" | "auth", string>>;
}

export function loudPeople(pushUrl: string): readonly LoudPerson[] {
  return NAMES.map((name, n) => {
    const [first = "", last = ""] = name.split(" ");
    const plain = first.normalize("NFD").replaceAll(/[^a-zA-Z]/g, "");
    const browser = createECDH("prime256v1");
    const keys = {
      p256dh: browser.generateKeys("base64url"),
      auth: randomBytes(16).toString("base64url"),
    };
    const endpoint = `${pushUrl}/device/${last.toLowerCase()}-${keys.auth}`;
    const row = {
      id: `dossier-${last.toLowerCase()}-${8_840 + n}`,
      name,
      mobile: `+33639984${710 + n}`,
      mail: `${plain}.${last}@courrier.example.org`.toLowerCase(),
      subscription: JSON.stringify({ endpoint, keys }),
    };
    return { row, endpoint, keys };
  });
}

const says = (name: unknown) => `${name}: ${BODY_MARK}`;

export const LOUD_TEMPLATES: CodeTemplates = {
  "loud@1": {
    sms: ({ variables, ack }) => ({ text: `${says(variables.name)} ${ack.url} ${ack.code}` }),
    email: ({ variables, ack }) => ({
      subject: says(variables.name),
      text: `${says(variables.name)} ${ack.url}`,
    }),
    push: ({ variables, ack }) => ({ title: says(variables.name), body: BODY_MARK, url: ack.url }),
  },
};

const DEFINITION: Omit<CampaignDefinition, "name"> = {
  version: 1,
  subject: "Rendez-vous",
  deadline: "72h",
  audience: { key: "id", contacts: { sms: "mobile", email: "mail", push: "subscription" }, country: "FR" },
  confirm: { event: "came", via: ["event", "link", "reply"], replies: { OK: "done" } },
  steps: [
    { channel: "push", route: ["web"], template: "loud@1", wait: "6h", onMissingReceipt: { after: "30m" } },
    {
      channel: "sms",
      route: ["main", "second"],
      template: "loud@1",
      wait: "6h",
      onMissingReceipt: { after: "30m" },
    },
    { channel: "email", route: ["smtp"], template: "loud@1", wait: "6h" },
    {
      channel: "sms",
      route: ["second", "main"],
      template: "loud@1",
      wait: "6h",
      onMissingReceipt: { after: "30m" },
    },
  ],
};

export function loudCampaign(name: string): LoadedCampaign {
  return defineCampaign({ ...DEFINITION, name }, { templates: LOUD_TEMPLATES });
}
