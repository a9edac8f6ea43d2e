import type { CompiledCampaign } from "@relance/spec";
import { yaml } from "../libraries.ts";

const EDITOR = "# yaml-language-server: $schema=node_modules/@relance/campaign/campaign.schema.json";
const SHORT = 120;

/** Prints a campaign file. With the same templates, the printed file has the same hash as the campaign. */
export function printCampaign({ definition }: Pick<CompiledCampaign, "definition">): string {
  const { Document, visit } = yaml();
  const document = new Document(definition);
  visit(document.contents, {
    Collection(_, node, path) {
      if (path.length > 0 && JSON.stringify(node).length < SHORT) node.flow = true;
    },
  });
  return `${EDITOR}\n${document.toString({ lineWidth: 0 })}`;
}
