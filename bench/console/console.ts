import { costOfWatching } from "./cost-of-watching.ts";
import { largeCampaign } from "./large-campaign.ts";
import { latencyOfPage } from "./latency-of-page.ts";

/**
 * Measures how much open consoles slow down the sending process, and how soon a page shows a change. With `--large
 * 650000`, the benchmark measures only the page of a campaign with 650,000 recipients.
 */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const large = Number(options.get("large") ?? 0);
  if (large > 0) return largeCampaign(large, Math.min(large, Number(options.get("sent") ?? 20_000)));
  const people = Number(options.get("recipients") ?? 60_000);
  const rounds = Number(options.get("rounds") ?? 3);
  await costOfWatching(people, rounds);
  await latencyOfPage(Number(options.get("samples") ?? 20));
}
