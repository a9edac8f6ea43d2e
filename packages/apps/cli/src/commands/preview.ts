import { loadCampaign } from "@relance/campaign";
import { keptContent } from "@relance/engine";
import { placeholderLinks } from "@relance/forecast";
import { type Channel, channelOf } from "@relance/spec";
import { Command } from "commander";
import { withAudience } from "../campaign/campaign-options.ts";
import { pathOf } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { configIfAny } from "../config/load-config.ts";
import { EXIT } from "../exit-code.ts";
import { previewPerson } from "../preview/preview-person.ts";
import { previewText, writePages } from "../preview/preview-text.ts";

type PreviewCommandOptions = Partial<{ recipient: string; audience: string; channel: Channel; out: string }>;

export function previewCommand(act: Act): Command {
  return new Command("preview")
    .description("show each step's message as one recipient would get it, with placeholders for links")
    .argument("<file>", "campaign file")
    .option("--recipient <key>", "the person's key in the audience (default: the first row)")
    .option("--channel <channel>", "only the steps of this channel")
    .option("--audience <file>", "recipients of this file instead of the campaign's audience")
    .option("--out <folder>", "write the HTML of mails into this folder")
    .action(
      act(async (session, file: string, { recipient, audience, channel, out }: PreviewCommandOptions) => {
        const config = await configIfAny(session);
        if (channel !== undefined) channelOf(channel); // channelOf throws for an unknown channel
        const { host, output } = session;
        const loaded = await loadCampaign(pathOf(host, file), { templates: config?.templates ?? {} });
        const campaign = withAudience(loaded, host, audience);
        const links = placeholderLinks(config?.publicUrl);
        const found = await previewPerson(campaign, recipient, { startAt: new Date(), links });
        if (found === undefined) {
          output.warn(recipient === undefined ? "the audience has no rows" : "no row of the audience has that key");
          return EXIT.mistakes;
        }
        if (found.refused !== undefined) {
          const { line, reason, advice } = found.refused;
          output.result({ event: "row.refused", ...found.refused }, `line ${line} ${reason}: ${advice}`);
          return EXIT.mistakes;
        }
        if (recipient === undefined) output.note("this is the first row; --recipient KEY shows another");
        const steps = found.steps.filter((step) => channel === undefined || step.channel === channel);
        const folder = out === undefined ? undefined : pathOf(host, out);
        const pages = await (folder === undefined
          ? new Map<number, string>()
          : writePages(folder, campaign.definition.name, steps));
        const shown = { ...found, steps };
        const written = steps.map(({ content, ...step }) =>
          content === undefined ? step : { ...step, content: keptContent(content) },
        );
        output.result({ ...shown, steps: written, pages: Object.fromEntries(pages) }, previewText(shown, pages));
      }),
    );
}
