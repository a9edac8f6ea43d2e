import type { CodeTemplates } from "@relance/campaign";
import { defineCampaign } from "@relance/campaign";
import type { LoadedCampaign } from "relance";

export const TEMPLATES: CodeTemplates = {
  "reminder@1": {
    sms: ({ variables, ack }) => ({ text: `Bonjour ${variables.name}, confirmez : ${ack.url}` }),
  },
};

export const CAMPAIGN: LoadedCampaign = defineCampaign(
  {
    version: 1,
    name: "bench",
    deadline: "48h",
    audience: { key: "id", contacts: { sms: "mobile", email: "mail" }, country: "FR" },
    confirm: { event: "done", via: ["event"] },
    watch: { onLoss: "warn" },
    steps: [
      { channel: "sms", route: ["main"], template: "reminder@1", wait: "12h" },
      { channel: "sms", route: ["second"], template: "reminder@1", wait: "12h" },
    ],
  },
  { templates: TEMPLATES },
);

export function* people(count: number): Generator<Record<string, string>> {
  for (let n = 0; n < count; n++) {
    const digits = String(n).padStart(8, "0");
    yield { id: `p${n}`, name: `Camille ${n}`, mobile: `+336${digits}`, mail: `p${n}@example.org` };
  }
}
