import { unpackContent } from "@relance/evidence";
import type { Store } from "@relance/spec";

/** Seals of one read: some megabytes at most. */
const SEALS = 10;
/** Events whose numbers differ in the last bits alone share a block of as many bits. */
const BLOCK = 65_536;

/** Which events stand under a seal: a bit for each number, eight kilobytes for each block of numbers that is in use. */
export class SealedEvents {
  readonly #blocks = new Map<number, Uint8Array>();

  add(event: number): void {
    const block = Math.floor(event / BLOCK);
    let bits = this.#blocks.get(block);
    if (bits === undefined) {
      bits = new Uint8Array(BLOCK / 8);
      this.#blocks.set(block, bits);
    }
    const place = event % BLOCK;
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
  }

  has(event: number): boolean {
    const place = event % BLOCK;
    return ((this.#blocks.get(Math.floor(event / BLOCK))?.[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
  }
}

/** Reads every seal there is: what was sealed is known by the seals alone, whatever became of the place that was kept beside. */
export async function readSealedEvents(store: Store): Promise<SealedEvents> {
  const sealed = new SealedEvents();
  const campaigns = new Set((await store.versions()).map(({ campaign }) => campaign));
  for (const campaign of campaigns) {
    let after = 0;
    for (;;) {
      const page = await store.seals({ campaign, after, limit: SEALS });
      for (const { number, content } of page) {
        after = number;
        for (const { event } of unpackContent(content)) sealed.add(event);
      }
      if (page.length < SEALS) break;
    }
  }
  return sealed;
}
