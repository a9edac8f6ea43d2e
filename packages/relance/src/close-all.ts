/**
 * Runs every step in order, even after failures, then throws the first failure. A provider that fails to close must not
 * leave the store open.
 */
export async function closeAll(...steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
