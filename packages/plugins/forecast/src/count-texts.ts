import { countSegments } from "@relance/campaign";
import {
  type AdmittedRow,
  type CampaignDefinition,
  type CompiledCampaign,
  contentParts,
  isBilledBySegments,
  MessageError,
  type RenderInput,
} from "@relance/spec";

/** Placeholder links for answers and opt-outs. Placeholder links are as long as real links. */
export interface PlannedLinks {
  readonly acknowledge: string;
  readonly optOut: string;
}

/** The maximum number of texts in the cache. The limit bounds memory for large audiences. */
const REMEMBERED = 20_000;
const UNWRITABLE = -1;

/** Counts the SMS segments of a campaign. Renders each distinct text once. */
export class TextCounter {
  readonly #campaign: CompiledCampaign;
  readonly #steps: CampaignDefinition["steps"];
  readonly #links: PlannedLinks;
  readonly #known = new Map<string, number>();
  unwritable = 0;
  readonly linkless: Set<number> = new Set();

  constructor(campaign: CompiledCampaign, links: PlannedLinks) {
    this.#campaign = campaign;
    this.#steps = campaign.definition.steps;
    this.#links = links;
  }

  count(step: number, row: AdmittedRow, deadline: number): number {
    const name = this.#nameOf(step, row, deadline);
    const counted = (name === undefined ? undefined : this.#known.get(name)) ?? this.#write(step, row, deadline);
    if (name !== undefined) {
      if (this.#known.size >= REMEMBERED) this.#known.clear();
      this.#known.set(name, counted);
    }
    if (counted !== UNWRITABLE) return counted;
    this.unwritable += 1;
    return 0;
  }

  /** Returns the cache key of a text. Equal texts have equal keys. Returns `undefined` if the text cannot be cached. */
  #nameOf(
    step: number,
    { variables, locale = "", timezone = "", key }: AdmittedRow,
    deadline: number,
  ): string | undefined {
    const reads = this.#campaign.origin?.(step, locale === "" ? undefined : locale)?.reads;
    if (reads === undefined) return undefined;
    let name = `${step}\0${locale}\0${timezone}\0${reads.includes("deadline") ? deadline : ""}`;
    for (const root of reads) {
      const value = root === "key" ? key : variables[root];
      name += `\0${typeof value}\0${typeof value === "object" ? JSON.stringify(value) : String(value)}`;
    }
    return name;
  }

  #write(step: number, row: AdmittedRow, deadline: number): number {
    const { key, variables, locale, timezone } = row;
    const { acknowledge, optOut } = this.#links;
    let hasLink = false;
    const input: RenderInput = {
      key,
      variables,
      locale,
      timezone,
      deadline,
      ack: {
        get url() {
          hasLink = true;
          return acknowledge;
        },
        code: "00",
      },
      optout: { url: optOut },
    };
    let text: string;
    try {
      text = contentParts(this.#steps[step - 1]?.channel ?? "sms", this.#campaign.render(step, input)).body;
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      return UNWRITABLE;
    }
    if (!hasLink) this.linkless.add(step);
    return countSegments(text).segments;
  }

  isCounted(step: number): boolean {
    return isBilledBySegments(this.#steps[step - 1]?.channel);
  }
}
