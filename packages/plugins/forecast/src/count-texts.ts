import { countSegments, ROOM } from "@relance/campaign";
import {
  type AdmittedRow,
  type CampaignDefinition,
  type CompiledCampaign,
  isBilledBySegments,
  MessageError,
  partsOf,
  type RenderInput,
} from "@relance/spec";
import type { ForecastSpill } from "./forecast.ts";

/** Placeholder links for answers and opt-outs, with the length of real links. */
export interface PlannedLinks {
  readonly acknowledge: string;
  readonly optOut: string;
}

/** The forecast reports a text that exceeds a segment by at most this many characters. */
const LITTLE = 5;
const SHOWN = 8;
/** The maximum number of cached texts, because an audience of any size may be read. */
const REMEMBERED = 20_000;
const SPILLS = 200;

type Spill = { -readonly [Name in keyof ForecastSpill]: ForecastSpill[Name] };
interface Counted {
  readonly segments: number;
  readonly saved: number;
  readonly spill: Spill | undefined;
}

const UNWRITABLE: Counted = { segments: 0, saved: 0, spill: undefined };

/** Counts the segments of all SMS. Texts with the same values are rendered once. */
export class TextCounter {
  readonly #campaign: CompiledCampaign;
  readonly #steps: CampaignDefinition["steps"];
  readonly #links: PlannedLinks;
  readonly #known = new Map<string, Counted>();
  readonly #spills = new Map<string, Spill>();
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
    if (counted === UNWRITABLE) this.unwritable += 1;
    const { segments, saved, spill } = counted;
    if (spill !== undefined) {
      spill.messages += 1;
      spill.segments += saved;
    }
    return segments;
  }

  spills(): readonly ForecastSpill[] {
    return [...this.#spills.values()].filter(({ messages }) => messages > 0).sort((a, b) => b.segments - a.segments);
  }

  /** Returns a cache key that equal texts share; `undefined` if the values of the text are unknown. */
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

  #write(step: number, row: AdmittedRow, deadline: number): Counted {
    const { key, variables, locale, timezone, line } = row;
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
      text = partsOf(this.#steps[step - 1]?.channel ?? "sms", this.#campaign.render(step, input)).body;
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      return UNWRITABLE;
    }
    if (!hasLink) this.linkless.add(step);
    const { encoding, segments, units, outside } = countSegments(text);
    if (segments < 2) return { segments, saved: 0, spill: undefined };
    for (const dear of [outside, [...outside, ...[...new Set(text)].filter(isDouble)]]) {
      const saved = segments - segmentsWithout(dear, text);
      if (saved === 0) continue;
      const characters = dear.slice(0, SHOWN).join(" ");
      return { segments, saved, spill: this.#spill({ step, characters, line }) };
    }
    const { alone, each } = ROOM[encoding];
    const over = units - (segments === 2 ? alone : each * (segments - 1));
    const isLittle = over >= 1 && over <= LITTLE;
    return { segments, saved: 1, spill: isLittle ? this.#spill({ step, over, line }) : undefined };
  }

  #spill(found: Pick<ForecastSpill, "step" | "characters" | "over" | "line">): Spill | undefined {
    const name = `${found.step} ${found.characters ?? ""} ${found.over ?? ""}`;
    const known = this.#spills.get(name);
    if (known !== undefined || this.#spills.size >= SPILLS) return known;
    const spill = { ...found, messages: 0, segments: 0 };
    this.#spills.set(name, spill);
    return spill;
  }

  isCounted(step: number): boolean {
    return isBilledBySegments(this.#steps[step - 1]?.channel);
  }
}

function segmentsWithout(characters: readonly string[], text: string): number {
  return countSegments(characters.reduce((rest, character) => rest.replaceAll(character, "e"), text)).segments;
}

/** Returns whether the character takes two septets of GSM-7, such as `€` and `{`. */
function isDouble(character: string): boolean {
  const { encoding, units } = countSegments(character);
  return encoding === "GSM-7" && units === 2;
}
