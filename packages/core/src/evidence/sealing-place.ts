/** Up to which event everything is sealed, as the task of sealing keeps it. */
export interface SealingPlace {
  /** Absent = from the first event. */
  readonly cursor: string | undefined;
  /** The place was lost: behind it events may stand that are sealed already, and the seals say which. */
  readonly isLost: boolean;
}

const LOST = "lost ";

export function readPlace(data: string | undefined): SealingPlace {
  const isLost = data?.startsWith(LOST) === true;
  const cursor = isLost ? data?.slice(LOST.length) : data;
  return { cursor: cursor === "" ? undefined : cursor, isLost };
}

export function writePlace({ cursor = "", isLost }: SealingPlace): string {
  return isLost ? `${LOST}${cursor}` : cursor;
}
