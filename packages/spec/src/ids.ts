/** Whether a text may be the id of one of our attempts: what comes in as one is looked at before a store is asked. */
export function isAttemptId(text: string): boolean {
  return /^[0-9a-z]{1,17}$/.test(text);
}
