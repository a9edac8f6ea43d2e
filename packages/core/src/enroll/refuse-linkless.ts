import { type AdmittedRow, type CompiledCampaign, ConfigError, MessageError } from "@relance/spec";
import type { EngineContext } from "../context.ts";

/**
 * Templates with a link in them need an address that the link leads to. One row tells for all: otherwise everybody
 * would be refused at their turn.
 * @throws {ConfigError} `config/invalid`
 */
export function refuseLinkless(
  context: EngineContext,
  loaded: CompiledCampaign,
  row: Pick<AdmittedRow, "key" | "variables" | "locale" | "timezone">,
): void {
  if (context.options.publicUrl !== undefined) return;
  let used: string | undefined;
  const note = (name: string): string => {
    used = name;
    return "https://example.org";
  };
  const ack = {
    code: "10",
    get url() {
      return note("ack.url");
    },
  };
  const optout = {
    get url() {
      return note("optout.url");
    },
  };
  const { key, variables, locale, timezone } = row;
  loaded.definition.steps.forEach((_, k) => {
    try {
      loaded.render(k + 1, { key, variables, locale, timezone, deadline: 0, ack, optout });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error; // this row has no text for this step
    }
  });
  if (used === undefined) return;
  throw new ConfigError(
    "config/invalid",
    `the templates of ${loaded.definition.name} use ${used}: set publicUrl, or nobody could follow it; nothing was sent`,
  );
}
