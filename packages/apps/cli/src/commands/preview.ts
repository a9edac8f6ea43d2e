import { loadCampaign } from "@relance/campaign";
import { keptContent } from "@relance/engine";
import { placeholderLinks } from "@relance/forecast";
import { Command } from "commander";
import { resolvePath } from "../campaign/read-values.ts";
import type { Act } from "../command.ts";
import { configIfAny } from "../config/load-config.ts";
import { EXIT } from "../exit-code.ts";
import { previewPerson } from "../preview/preview-person.ts";
import { previewText } from "../preview/preview-text.ts";

type PreviewCommandOptions = Partial<{ recipient: string }>;

export function previewCommand(act: Act): Command {
  return new Command("preview")
    .description("show each step's message as one recipient would get it, with placeholders for links")
    .argument("<file>", "campaign file")
    .option("--recipient <key>", "the recipient's key in the audience (default: the first row)")
    .action(
      act(async (session, file: string, { recipient }: PreviewCommandOptions) => {
        const config = await configIfAny(session);
        const { host, output } = session;
        const campaign = await loadCampaign(resolvePath(host, file), { templates: config?.templates ?? {} });
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
        const steps = found.steps.map(({ content, ...step }) =>
          content === undefined ? step : { ...step, content: keptContent(content) },
        );
        output.result({ ...found, steps }, previewText(found));
      }),
    );
}
