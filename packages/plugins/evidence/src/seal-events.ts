import { DIGEST_BYTES, ENTRY_BYTES } from "@relance/rules";
import {
  type Instant,
  type PackedLeaves,
  RelanceError,
  type SealableEvent,
  type Store,
  type StoredSeal,
  toDate,
} from "@relance/spec";
import { treeRoot } from "./merkle-tree.ts";
import { leavesWithout, linkSeal, NO_SEAL, type SealedCampaign, unpackContent } from "./seal-chain.ts";

/** The name in the store of the task that seals events. The task stores the position of the last sealed event. */
export const EVIDENCE_TASK = "evidence";
/** If the sealing process crashes, another process can claim the task after this many milliseconds. */
export const SEALING_MS = 150_000;
/** The number of events per query, small enough that the query does not block other processes. */
const PAGE = 1_000;
/** The maximum number of events per seal. A small seal has short proofs, and a crash loses little work. */
const MOST = 10_000;

interface Gathered {
  readonly hashes: Uint8Array[];
  readonly content: Uint8Array[];
}

/** `pause` lets other work run between two reads. `onLost` is called if the store does not know the stored position. */
interface SealingInit {
  readonly store: Pick<Store, "eventDetails" | "keepSeals" | "seals" | "versions">;
  pause(): Promise<void>;
  onLost(): void;
}

/** Seals the events after a position. Requires that `owner` owns the task. Returns true if more events may follow. */
export type Sealing = (place: SealingPlace, owner: string, signal: AbortSignal) => Promise<boolean>;

export function createSealing({ store, pause, onLost }: SealingInit): Sealing {
  const names = new Map<number, SealedCampaign>();
  /** The events after a lost position that are already sealed. Valid only if the stored position is `place`. */
  let known: { readonly place: string; readonly sealed: SealedEvents } | undefined;

  async function sealedBehind(place: string): Promise<SealedEvents> {
    if (known?.place !== place) known = { place, sealed: await readSealedEvents(store) };
    return known.sealed;
  }

  /** Returns the position after which events must be sealed. If a restored store lost it, reads the seals. */
  async function findPlace(place: SealingPlace): Promise<SealingPlace> {
    try {
      await store.eventDetails({ cursor: place.cursor, limit: 1 });
      return place;
    } catch (error) {
      if (!RelanceError.is(error) || error.code !== "events/cursor-expired") throw error;
      onLost();
      return { cursor: undefined, isLost: true };
    }
  }

  /** A campaign's name never changes. */
  async function readName(campaign: number): Promise<SealedCampaign> {
    const known = names.get(campaign);
    if (known !== undefined) return known;
    const [{ name, occurrence } = { name: "", occurrence: "" }] = await store.versions({ campaign, latest: true });
    names.set(campaign, { name, occurrence });
    return { name, occurrence };
  }

  async function createSeal(campaign: number, { hashes, content }: Gathered, now: number): Promise<StoredSeal> {
    const [before] = await store.seals({ campaign, last: true, limit: 1 });
    const leaves = Buffer.concat(hashes);
    const root = Buffer.from(treeRoot(leaves)).toString("base64url");
    const at = toDate(now).toISOString();
    const seal = { number: (before?.number ?? 0) + 1, at, leaves: leaves.length / DIGEST_BYTES, root };
    const chain = linkSeal(await readName(campaign), seal, before?.chain ?? NO_SEAL);
    return { ...seal, chain, campaign, content: Buffer.concat(content) };
  }

  return async (remembered, owner, signal) => {
    const place = await findPlace(remembered);
    const sealed = place.isLost ? await sealedBehind(writePlace(place)) : undefined;
    const all = new Map<number, Gathered>();
    let { cursor } = place;
    let now = 0;
    let isEnd = false;
    for (let read = 0; read < MOST && !isEnd; read += PAGE) {
      const page = await store.eventDetails({ cursor, limit: PAGE });
      gather(all, page.leaves, sealed);
      isEnd = !page.hasMore;
      ({ cursor, now } = page);
      if (signal.aborted) return false; // an aborted run stores no seal
      await pause();
    }
    if (cursor === undefined || (all.size === 0 && !place.isLost)) return false;
    const seals: StoredSeal[] = [];
    for (const [campaign, gathered] of all) seals.push(await createSeal(campaign, gathered, now));
    const through = writePlace({ cursor, isLost: place.isLost && !isEnd });
    const kept = await store.keepSeals({ task: EVIDENCE_TASK, owner, leaseMs: SEALING_MS, cursor: through, seals });
    // the next run reuses this set, because it continues after the events that this run sealed
    known = sealed === undefined || isEnd ? undefined : { place: through, sealed };
    return kept === "kept" && !isEnd;
  };
}

/** @param sealed - numbers of events that are already sealed, to skip them */
function gather(all: Map<number, Gathered>, leaves: readonly PackedLeaves[], sealed: SealedEvents | undefined): void {
  for (const packed of leaves) {
    const { hashes, content } = sealed === undefined ? packed : leavesWithout(packed, (event) => sealed.has(event));
    if (hashes.length === 0) continue;
    const gathered = all.get(packed.campaign) ?? { hashes: [], content: [] };
    all.set(packed.campaign, gathered);
    gathered.hashes.push(hashes);
    gathered.content.push(content);
  }
}

/** The number of seals per query. A result with ten seals has only a few megabytes. */
const SEALS = 10;
const BLOCK = 65_536;

/** A set of event numbers, stored as one bit per number in blocks of eight kilobytes. */
class SealedEvents {
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

/** Reads the numbers of all sealed events from the seals, because the stored position is lost. */
async function readSealedEvents(store: Pick<Store, "seals" | "versions">): Promise<SealedEvents> {
  const sealed = new SealedEvents();
  for (const { campaign } of await store.versions({ latest: true })) {
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

export interface SealingProgress {
  /** True if the store does not know the stored position. The next worker recovers the position from the seals. */
  readonly isLost: boolean;
  /** The time of the earliest unsealed event; absent if every event is sealed, or if the position is lost. */
  readonly unsealedSince: Instant | undefined;
}

export async function sealingProgress(
  store: Pick<Store, "eventDetails">,
  { cursor, isLost }: SealingPlace,
): Promise<SealingProgress> {
  if (isLost) return { isLost, unsealedSince: undefined };
  try {
    const { leaves } = await store.eventDetails({ cursor, limit: PAGE });
    const firsts = leaves.flatMap(({ content }) => unpackContent(content.subarray(0, ENTRY_BYTES)));
    const { rows } = await store.eventDetails({ ids: firsts.map(({ event }) => event) });
    const times = rows.map(({ leaf }) => (JSON.parse(leaf) as SealableEvent).at);
    const [first] = times.sort();
    return { isLost, unsealedSince: first === undefined ? undefined : toDate(first) };
  } catch (error) {
    if (!RelanceError.is(error) || error.code !== "events/cursor-expired") throw error;
    return { isLost: true, unsealedSince: undefined };
  }
}

export interface SealingPlace {
  /** Absent before the first event is sealed. */
  readonly cursor: string | undefined;
  /** True if the position was lost. In this case, some events after `cursor` may already be sealed. */
  readonly isLost: boolean;
}

const LOST = "lost ";

/** Parses a position from {@link writePlace}. */
export function readPlace(data: string | undefined): SealingPlace {
  const isLost = data?.startsWith(LOST) === true;
  const cursor = isLost ? data?.slice(LOST.length) : data;
  return { cursor: cursor === "" ? undefined : cursor, isLost };
}

export function writePlace({ cursor = "", isLost }: SealingPlace): string {
  return isLost ? `${LOST}${cursor}` : cursor;
}
