import { isUtf8 } from "node:buffer";
import { existsSync, realpathSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, sep } from "node:path";
import { type CampaignTypes, ConfigError, type LoadedCampaign, type Problem } from "@relance/spec";
import type { AttachedFiles } from "../attachments/compile-attachments.ts";
import { readAttachedFiles } from "../attachments/read-attached-files.ts";
import { hashAudience, readAudience, readColumns } from "../audience/read-audience.ts";
import { noSuchFile } from "../audience/read-lines.ts";
import { foreignAdvice } from "../check/check-audience.ts";
import type { CheckContext } from "../check/check-context.ts";
import { type Finding, invalidCampaign, toProblem } from "../check/finding.ts";
import { type CampaignDraft, examineShape } from "../definition/examine-shape.ts";
import { readCampaignDocument } from "../document/campaign-document.ts";
import { readTemplateSources } from "../templates/read-template-sources.ts";
import type { TemplateSources } from "../templates/template-book.ts";
import { assembleCampaign, type LoadCampaignOptions } from "./compile-campaign.ts";
import { type Examination, examineCampaign } from "./examine-campaign.ts";

const MAX_BYTES = 1_048_576;

interface SourceOptions extends Pick<CheckContext, "code" | "now" | "providers" | "prices" | "keptMs"> {
  readonly needsAudience: boolean;
  /** The campaign file, its templates and its audience must be in this folder. If absent, any folder is allowed. */
  readonly root?: string | undefined;
}

interface ExaminedFile {
  readonly examination?: Examination;
  readonly sources: TemplateSources;
  readonly files: AttachedFiles;
  readonly audienceFile?: string | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export async function examineFile(file: string, options: SourceOptions): Promise<ExaminedFile> {
  const { root, needsAudience, ...known } = options;
  const isForeign = (path: string) => root !== undefined && !isBelow(root, path);
  if (isForeign(file)) throw new ConfigError("config/not-found", `${file}: ${OUTSIDE}`);
  const { value: raw, findings, locate } = readCampaignDocument(await readText(file), file);
  const toProblems = (found: readonly Finding[]) => found.map((finding) => toProblem(finding, locate)).sort(inOrder);
  if (findings.length > 0) return { sources: {}, files: {}, problems: toProblems(findings), warnings: [] };
  const directory = dirname(file);
  const shape = examineShape(raw);
  const { draft } = shape;
  const { sources, templateFiles, findings: mistakes } = readTemplateSources(directory, draft, isForeign);
  const files = readAttachedFiles(directory, sources);
  const audienceFile = resolveFile(directory, draft.audience?.file);
  const audience = await readHead(audienceFile, draft, isForeign, needsAudience);
  const { columns } = audience;
  const show = (name: string) => join(directory, name);
  const examination = examineCampaign({ ...known, shape, sources, templateFiles, files, show, columns });
  const problems = toProblems([...examination.problems, ...mistakes, ...audience.findings]);
  return { examination, sources, files, audienceFile, problems, warnings: toProblems(examination.warnings) };
}

async function readText(file: string): Promise<string> {
  const fail = (fact: string, cause?: unknown) => new ConfigError("config/not-found", `${file}: ${fact}`, { cause });
  if (/\.[cm]?[jt]s$/.test(file))
    throw new ConfigError(
      "campaign/invalid",
      `${file}: this file is a program; write a campaign file from it with relance print`,
    );
  const found = await stat(file).catch(async (cause: unknown) => {
    throw fail(await noSuchFile(file), cause);
  });
  if (!found.isFile() || found.size > MAX_BYTES) throw fail("write a campaign file of at most 1 MB");
  const bytes = await readFile(file);
  if (!isUtf8(bytes)) throw fail("save the file as UTF-8");
  return bytes.toString("utf8").replace(/^\ufeff/, "");
}

export function resolveFile(directory: string, file: string | undefined): string | undefined {
  return file === undefined || isAbsolute(file) ? file : join(directory, file);
}

async function readHead(
  file: string | undefined,
  draft: CampaignDraft,
  isForeign: (path: string) => boolean,
  isNeeded: boolean,
): Promise<{ readonly columns?: readonly string[]; readonly findings: readonly Finding[] }> {
  if (file === undefined) return { findings: [] };
  const wrong = (advice: string) => ({ findings: [{ path: ["audience", "file"], advice: `${file}: ${advice}` }] });
  if (isForeign(file)) return wrong(OUTSIDE);
  if (!isNeeded && !existsSync(file)) return { findings: [] };
  try {
    const columns = await readColumns(file);
    const advice = foreignAdvice(draft, columns);
    return advice === undefined ? { columns, findings: [] } : wrong(advice);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return wrong(error.problems[0]?.advice ?? error.message);
  }
}

const OUTSIDE = "this file is outside of the project, so relance does not read it";

function isBelow(root: string, path: string): boolean {
  try {
    return join(realpathSync(path), sep).startsWith(join(realpathSync(root), sep));
  } catch {
    return path !== dirname(path) && isBelow(root, dirname(path)); // no file is read for a folder that does not exist
  }
}

function inOrder(a: Problem, b: Problem): number {
  const [file, other] = [a.file ?? "", b.file ?? ""];
  const files = isTemplate(a) - isTemplate(b) || Number(file > other) - Number(file < other);
  return files || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function isTemplate({ file = "" }: Problem): number {
  return file.endsWith(".liquid") ? 1 : 0;
}

/**
 * Loads and checks a campaign file with its templates. If the program supplies the rows, the audience may be missing.
 * @throws {ConfigError} `config/not-found`, or `campaign/invalid` with every mistake and its place
 */
export async function loadCampaign<T extends CampaignTypes = CampaignTypes>(
  file: string,
  options: LoadCampaignOptions = {},
): Promise<LoadedCampaign<T>> {
  const { templates: code = {} } = options;
  const found = await examineFile(file, { code, needsAudience: false });
  const { examination, problems, sources, files, audienceFile } = found;
  if (problems.length > 0 || examination?.definition === undefined) throw invalidCampaign(problems);
  const { definition, book } = examination;
  const compiled = assembleCampaign({ definition, templates: sources, files }, book);
  return { ...compiled, file, ...describeAudience(audienceFile) };
}

export function describeAudience(file: string | undefined): Pick<LoadedCampaign, "audience" | "audienceHash"> {
  return file === undefined ? {} : { audience: () => readAudience(file), audienceHash: () => hashAudience(file) };
}
