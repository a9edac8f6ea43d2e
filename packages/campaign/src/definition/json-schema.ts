import { zod } from "../libraries.ts";
import { campaignShape } from "./campaign-schema.ts";

/**
 * The campaign file's JSON Schema, for editors; published as `@relance/campaign/schema.json`.
 *
 * It knows shapes only, and the channels of this process. What needs the rest of the file, its templates or its audience is found by `relance check`.
 */
export function campaignSchema(): Record<string, unknown> {
  const schema = zod().toJSONSchema(campaignShape(), { io: "input" });
  return {
    ...schema,
    title: "relance campaign",
    properties: { $schema: { type: "string", description: "For editors." }, ...schema.properties },
  };
}
