import type { LoadedCampaign } from "@relance/spec";
import { hashAudience, readAudience } from "../audience/read-audience.ts";
import type { CodeTemplates } from "../templates/code-template.ts";
import { assembleCampaign } from "./assemble-campaign.ts";
import { examineFile } from "./campaign-source.ts";
import { invalidCampaign } from "./invalid-campaign.ts";

export interface LoadCampaignOptions {
  /** Templates in code that steps name, such as `reminder@3`. @default {} */
  readonly templates?: CodeTemplates | undefined;
}

/**
 * Loads a campaign file with its templates, checked as a whole. Its audience is not read yet, and may be missing
 * when the program brings the rows.
 *
 * @throws {ConfigError} `config/not-found` when the file cannot be read
 * @throws {ConfigError} `campaign/invalid` with every mistake, each with file, line, column and advice
 */
export async function loadCampaign(file: string, options: LoadCampaignOptions = {}): Promise<LoadedCampaign> {
  const { templates: code = {} } = options;
  const found = await examineFile(file, { code, now: undefined, providers: undefined, needsAudience: false });
  const { examination, problems, sources, files, audienceFile } = found;
  if (problems.length > 0 || examination?.definition === undefined) throw invalidCampaign(problems);
  const { definition, book } = examination;
  const compiled = assembleCampaign({ definition, templates: sources, files }, book);
  if (audienceFile === undefined) return { ...compiled, file };
  return {
    ...compiled,
    file,
    audience: () => readAudience(audienceFile),
    audienceHash: () => hashAudience(audienceFile),
  };
}
