import { costOfWatching } from "./cost-of-watching.ts";
import { largeCampaign } from "./large-campaign.ts";
import { latencyOfPage } from "./latency-of-page.ts";

/**
 * Measures what open consoles cost the sending process, and how soon a page shows a change. `--recipients 60000` in
 * each campaign, `--rounds 3` with each number of consoles, `--samples 20` changes. `--large 650000` measures the page
 * of one campaign of that size instead, of whose recipients `--sent 20000` have a message.
 */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const large = Number(options.get("large") ?? 0);
  if (large > 0) return largeCampaign(large, Math.min(large, Number(options.get("sent") ?? 20_000)));
  const people = Number(options.get("recipients") ?? 60_000);
  const rounds = Number(options.get("rounds") ?? 3);
  await costOfWatching(people, rounds);
  await latencyOfPage(Number(options.get("samples") ?? 20));
}
