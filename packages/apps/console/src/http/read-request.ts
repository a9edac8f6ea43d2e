import { unknownNames } from "@relance/spec";
import { readBody } from "@relance/webhooks";
import type { By } from "relance";
import type { Visitor } from "../access/visitor.ts";

/** Largest request in bytes: a page of keys to reveal is far smaller. */
const MOST_BYTES = 262_144;

/** A request of the page that cannot be executed. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
}

/** The fields of a JSON body, each checked before it is used. */
export class Fields {
  readonly #all: Readonly<Record<string, unknown>>;

  private constructor(all: Readonly<Record<string, unknown>>) {
    this.#all = all;
  }

  /**
   * Refuses unknown fields: `provder` would otherwise pause the whole campaign.
   * @throws {BadRequest}
   * @throws {WebhookError} `webhook/too-large`
   */
  static async of(request: Request, known: readonly string[]): Promise<Fields> {
    const bytes = await readBody(request, MOST_BYTES);
    const body: unknown = await new Response(Buffer.from(bytes)).json().catch(() => undefined);
    if (typeof body !== "object" || body === null) throw new BadRequest("write a JSON object");
    const [unknown] = unknownNames(body, known);
    if (unknown !== undefined) throw new BadRequest(`${unknown.path}: ${unknown.advice}`);
    return new Fields(body as Record<string, unknown>);
  }

  number(name: string, least: number, most: number): number {
    const value = this.#all[name];
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
      throw new BadRequest(`${name}: write a whole number from ${least} to ${most}`);
    return value;
  }

  optionalNumber(name: string, least: number, most: number): number | undefined {
    return this.#all[name] === undefined ? undefined : this.number(name, least, most);
  }

  text(name: string, most: number): string {
    const value = this.#all[name];
    if (typeof value !== "string" || value.trim() === "" || value.length > most)
      throw new BadRequest(`${name}: write 1 to ${most} characters`);
    return value.trim();
  }

  optional(name: string, most: number): string | undefined {
    return this.#all[name] === undefined ? undefined : this.text(name, most);
  }

  isTrue(name: string): boolean {
    return this.#all[name] === true;
  }

  texts(name: string, mostItems: number, most: number): readonly string[] {
    const value = this.#all[name];
    const isList = Array.isArray(value) && value.length > 0 && value.length <= mostItems;
    if (!isList || !value.every((one) => typeof one === "string" && one.length <= most))
      throw new BadRequest(`${name}: write 1 to ${mostItems} texts`);
    return value as readonly string[];
  }

  /** Actor and reason; the application's actor takes precedence over the page's. */
  by({ actor }: Visitor): By {
    return { actor: actor ?? this.text("actor", 80), reason: this.text("reason", 300) };
  }
}
