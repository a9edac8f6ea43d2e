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
  /** When the carrier passes messages on. @default always */
  readonly carries?: PlanHours | undefined;
}

type Tell = (path: Path, advice: string, extra?: Pick<Finding, "target" | "place">) => void;

/** Where rules put what they find. */
export interface Told {
  /** Stops the campaign. */
  readonly problem: Tell;
  /** Said aloud; the campaign may start. */
  readonly warning: Tell;
}

/** What rules read. Any part of the draft may be missing: its shape was wrong, and that was said already. */
export interface CheckContext extends Told {
  readonly draft: CampaignDraft;
  /** The value at this path, or something inside it, is malformed: that was said already. */
  readonly isMalformed: (path: Path) => boolean;
  readonly sources: TemplateSources;
  readonly book: TemplateBook;
  readonly code: CodeTemplates<never> | undefined;
  /** Turns a template's name into the path that operators know. */
  readonly show: (file: string) => string;
  /** Columns of the audience, where they can be known. */
  readonly columns: readonly string[] | undefined;
  /** Milliseconds since 1970; absent = nothing is asked about the clock. */
  readonly now: number | undefined;
  /** By provider, such as `sms.main`; absent = nothing is asked about providers. */
  readonly providers: Readonly<Record<string, CheckedProvider>> | undefined;
  /** The configured prices; absent = there are none. */
  readonly prices?: PriceList | undefined;
  /** How long the gateway keeps what it has of recipients; absent = it is not known. */
  readonly keptMs?: Kept | undefined;
}

export type Rule = (context: CheckContext) => void;
