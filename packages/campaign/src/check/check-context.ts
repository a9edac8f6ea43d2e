import type { Channel, Kept, PlanHours, PriceList } from "@relance/spec";
import type { CampaignDraft } from "../definition/examine-shape.ts";
import type { CodeTemplates } from "../templates/code-template.ts";
import type { TemplateBook, TemplateSources } from "../templates/template-book.ts";
import type { Finding, Path } from "./finding.ts";

/** What a check knows about one configured provider. */
export interface CheckedProvider {
  readonly channel: Channel;
  readonly vendor: string;
  readonly receipts: boolean;
  readonly replies: boolean;
  /** When the carrier forwards messages. @default always */
  readonly carries?: PlanHours | undefined;
}

type Tell = (path: Path, advice: string, extra?: Pick<Finding, "target" | "place">) => void;

/** Collects what rules find. */
export interface Told {
  /** Prevents the start. */
  readonly problem: Tell;
  /** Reported; the campaign may start. */
  readonly warning: Tell;
}

/** What rules read. Any part of the draft may be missing because its shape was wrong; that was reported already. */
export interface CheckContext extends Told {
  readonly draft: CampaignDraft;
  /** The value at this path, or something inside it, is malformed and was reported already. */
  readonly isMalformed: (path: Path) => boolean;
  readonly sources: TemplateSources;
  readonly book: TemplateBook;
  readonly code: CodeTemplates<never> | undefined;
  /** Turns a template's name into the path that operators know. */
  readonly show: (file: string) => string;
  /** Columns of the audience, if known. */
  readonly columns: readonly string[] | undefined;
  /** Milliseconds since 1970; absent = time is not checked. */
  readonly now: number | undefined;
  /** The providers by name, such as `sms.main`. Absent = providers are not checked. */
  readonly providers: Readonly<Record<string, CheckedProvider>> | undefined;
  /** The configured prices; absent = no price list. */
  readonly prices?: PriceList | undefined;
  /** The configured retention; absent = unknown. */
  readonly keptMs?: Kept | undefined;
}

export type Rule = (context: CheckContext) => void;
