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
  /** The hours in which the carrier forwards messages. @default always */
  readonly carries?: PlanHours | undefined;
}

type Tell = (path: Path, advice: string, extra?: Pick<Finding, "target" | "place">) => void;

/** Collects what rules find. */
export interface Told {
  /** Prevents the start. */
  readonly problem: Tell;
  /** The finding is reported, but the campaign may start. */
  readonly warning: Tell;
}

/** What rules read. Any part of the draft may be missing, because a malformed part was removed and reported. */
export interface CheckContext extends Told {
  readonly draft: CampaignDraft;
  /** The value at this path, or something inside it, is malformed and was already reported. */
  readonly isMalformed: (path: Path) => boolean;
  readonly sources: TemplateSources;
  readonly book: TemplateBook;
  readonly code: CodeTemplates<never> | undefined;
  /** Turns the name of a template into the path that operators know. */
  readonly show: (file: string) => string;
  /** The columns of the audience, if they are known. */
  readonly columns: readonly string[] | undefined;
  /** The current time in milliseconds since 1970; if absent, times are not checked. */
  readonly now: number | undefined;
  /** The providers by name, such as `sms.main`. If absent, providers are not checked. */
  readonly providers: Readonly<Record<string, CheckedProvider>> | undefined;
  /** The configured prices; if absent, there is no price list. */
  readonly prices?: PriceList | undefined;
  /** The configured retention; absent if it is unknown. */
  readonly keptMs?: Kept | undefined;
}

export type Rule = (context: CheckContext) => void;
