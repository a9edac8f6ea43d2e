import { defineCampaign } from "@relance/campaign";
import { loadScenario, type Rehearsal, rehearse } from "@relance/rehearsal";
import type { CampaignDefinition, LoadedCampaign } from "@relance/spec";

const TEXT = "Please renew: {{ ack.url }}";

/** Returns a campaign of two SMS providers of different vendors, then email, within one working day. */
export function campaign(parts: Partial<CampaignDefinition> = {}, text: string = TEXT): LoadedCampaign {
  const definition: CampaignDefinition = {
    version: 1,
    name: "renewal",
    timezone: "Europe/Paris",
    deadline: "2013-08-02T20:00",
    callBuffer: "1h",
    audience: { key: "id", contacts: { sms: "mobile", email: "mail" }, country: "FR" },
    firstWave: 800,
    rate: "200/s",
    watch: { onLoss: "reroute" },
    steps: [
      { channel: "sms", route: ["main", "second"], template: "renew", wait: "4h" },
      { channel: "email", route: ["smtp"], template: "renew", wait: "3h" },
    ],
    ...parts,
  };
  const sources = { "renew.sms.liquid": text, "renew.email.liquid": `---\nsubject: Renewal\n---\n${text}` };
  return defineCampaign(definition, { sources });
}

export async function rehearsed(
  scenario: string,
  options: Partial<Parameters<typeof rehearse>[0]> = {},
): Promise<Rehearsal> {
  const wanted = { campaign: campaign(), scenario: loadScenario(scenario), recipients: 1_200, ...options };
  return (await rehearse(wanted)).rehearsal;
}

export function over(rehearsal: Rehearsal, provider: string): Rehearsal["providers"][number] {
  const found = rehearsal.providers.find((each) => each.provider === provider);
  if (found === undefined) throw new Error(`nothing went over ${provider}`);
  return found;
}
