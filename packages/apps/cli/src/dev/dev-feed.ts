import type { ServerResponse } from "node:http";
import type { Addresses } from "./correspondent-view.ts";
import { clockText, outboxView } from "./dev-page.ts";
import type { DevStage } from "./dev-stage.ts";

export class DevFeed {
  readonly #addresses: Addresses;
  readonly #pages = new Set<ServerResponse>();
  #stage: DevStage;
  #outbox = "";
  #clock = "";
  #looking: Promise<void> | undefined;

  constructor(stage: DevStage, addresses: Addresses) {
    this.#stage = stage;
    this.#addresses = addresses;
    this.follow(stage);
  }

  follow(stage: DevStage): void {
    this.#stage = stage;
    stage.development.onChange = () => this.#tick();
  }

  stream(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
    response.writeHead(200, headers);
    this.#pages.add(response);
    response.on("close", () => this.#pages.delete(response));
    response.flushHeaders();
    if (this.#outbox !== "") response.write(eventOf("outbox", this.#outbox)); // the page may have changed since it was rendered
    void this.look().catch(() => {});
  }

  /** Checks for a change immediately, or after the current check. */
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
    for (const page of this.#pages) page.end();
  }

  #tick(): void {
    if (this.#pages.size === 0 || this.#looking !== undefined) return;
    void this.look().catch(() => {});
  }

  async #look(): Promise<void> {
    const { development, facts } = this.#stage;
    const look = await development.look();
    const outbox = outboxView(look, facts, this.#addresses);
    if (outbox !== this.#outbox) this.#say("outbox", outbox);
    this.#outbox = outbox;
    const clock = clockText(look.now, facts);
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
