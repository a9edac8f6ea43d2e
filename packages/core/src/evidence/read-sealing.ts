import { type Instant, RelanceError, type Store } from "@relance/spec";
import { EVIDENCE_TASK } from "./sealer.ts";
import { readPlace } from "./sealing-place.ts";

/** How far sealing has come. */
export interface Sealing {
  /** The place up to which events are sealed is not known to the store: the next worker finds it again from the seals. */
  readonly isLost: boolean;
  /** When the first event happened that is under no seal. Absent = all are sealed, or the place is lost. */
  readonly unsealedSince: Instant | undefined;
}

/** Looking takes nothing from whoever seals. */
const GLANCE_MS = 1;
/** Seals are events too, and under none. */
const LIMIT = 1_000;

/** Reads how far events are sealed, and seals nothing. */
export async function readSealing(store: Store, looker: string): Promise<Sealing> {
  const { data } = await store.lease({ name: EVIDENCE_TASK, owner: looker, leaseMs: GLANCE_MS });
  const { cursor, isLost } = readPlace(data);
  if (isLost) return { isLost, unsealedSince: undefined };
  try {
    const { rows } = await store.sealableEvents({ cursor, limit: LIMIT });
    const first = rows.find(({ event }) => event.type !== "evidence.sealed");
    return { isLost, unsealedSince: first?.event.at };
  } catch (error) {
    if (!RelanceError.is(error) || error.code !== "events/cursor-expired") throw error;
    return { isLost: true, unsealedSince: undefined };
  }
}
