import type { PriceList, RetainMs } from "@relance/spec";
import type { CampaignDraft } from "../definition/examine-shape.ts";
import type { ProviderFacts } from "../plan/provider-facts.ts";
import type { CodeTemplates } from "../templates/code-template.ts";
import type { TemplateBook, TemplateSources } from "../templates/template-book.ts";
import type { TemplateFile } from "../templates/template-file.ts";
import type { Finding, Path } from "./finding.ts";

export interface CheckedProvider extends Pick<ProviderFacts, "channel" | "vendor" | "receipts" | "carries"> {
  readonly replies: boolean;
}

type Tell = (path: Path, advice: string, extra?: Pick<Finding, "target" | "place">) => void;

export interface Findings {
  readonly problem: Tell;
  readonly warning: Tell;
}

/** The input of rules. Malformed parts of the draft are missing, because they have already been reported. */
export interface CheckContext extends Findings {
  readonly draft: CampaignDraft;
  /** True if the value at this path, or a part of it, is malformed and has already been reported. */
  readonly isMalformed: (path: Path) => boolean;
  readonly sources: TemplateSources;
  /** The files in the folders of the campaign's templates, used or not. */
  readonly templateFiles: readonly TemplateFile[];
  readonly book: TemplateBook;
  readonly code: CodeTemplates<never> | undefined;
  /** Converts the name of a template file to the path that operators see. */
  readonly show: (file: string) => string;
  readonly columns?: readonly string[] | undefined;
  /** The current time in milliseconds since 1970. If absent, times are not checked. */
  readonly now?: number | undefined;
  /** The providers by name, such as `sms.main`. If absent, providers are not checked. */
  readonly providers?: Readonly<Record<string, CheckedProvider>> | undefined;
  readonly prices?: PriceList | undefined;
  readonly keptMs?: RetainMs | undefined;
}

export type Rule = (context: CheckContext) => void;
