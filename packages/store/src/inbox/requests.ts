/** Tries before a request that a caller left in a transaction of its own is set aside for people (R18). */
export const MAX_TRIES = 3;

/** Finds something when a caller committed a request that was not carried out yet. */
export const WAITING_REQUESTS: string = `select 1 from requests where tries < ${MAX_TRIES}`;
