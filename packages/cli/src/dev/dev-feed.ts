import type { ServerResponse } from "node:http";
import { clockText, outboxView } from "./dev-page.ts";
import type { Development } from "./development.ts";
import type { Addresses } from "./message-view.ts";
import type { PageFacts } from "./page-facts.ts";

/** Tells every open page what is new: the clock, and the outbox when it has changed. */
export class DevFeed {
  readonly #development: Development;
  readonly #facts: PageFacts;
  readonly #addresses: Addresses;
  readonly #pages = new Set<ServerResponse>();
  #outbox = "";
  #clock = "";
  #looking: Promise<void> | undefined;

  constructor(development: Development, facts: PageFacts, addresses: Addresses) {
    this.#development = development;
    this.#facts = facts;
    this.#addresses = addresses;
    development.onChange = () => this.#tick();
  }

  stream(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
    response.writeHead(200, headers);
    this.#pages.add(response);
    response.on("close", () => this.#pages.delete(response));
    response.flushHeaders();
    if (this.#outbox !== "") response.write(eventOf("outbox", this.#outbox)); // it may have changed since the page was made
    void this.look().catch(() => {});
  }

  /** Looks now; while a look is under way, after it. */
  look(): Promise<void> {
    const mine = (this.#looking ?? Promise.resolve()).then(() => this.#look());
    const settled = mine
      .catch(() => {})
      .finally(() => {
        if (this.#looking === settled) this.#looking = undefined;
      });
    this.#looking = settled;
    return mine;
  }

  close(): void {
    this.#development.onChange = undefined;
    for (const page of this.#pages) page.end();
  }

  #tick(): void {
    if (this.#pages.size === 0 || this.#looking !== undefined) return;
    void this.look().catch(() => {});
  }

  async #look(): Promise<void> {
    const look = await this.#development.look();
    const outbox = outboxView(look, this.#facts, this.#addresses);
    if (outbox !== this.#outbox) this.#say("outbox", outbox);
    this.#outbox = outbox;
    const clock = clockText(look.now, this.#facts);
    if (clock !== this.#clock) this.#say("clock", clock);
    this.#clock = clock;
  }

  #say(event: string, data: string): void {
    for (const page of this.#pages) page.write(eventOf(event, data));
  }
}

function eventOf(event: string, data: string): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
