/** One page of a list. */
interface Page<R> {
  readonly rows: readonly R[];
  readonly cursor?: string | undefined;
}

/** Every row of a list that the store gives page by page. */
export async function everyRow<R>(page: (cursor: string | undefined) => Promise<Page<R>>): Promise<R[]> {
  const all: R[] = [];
  for (let cursor: string | undefined; ; ) {
    const { rows, cursor: next } = await page(cursor);
    all.push(...rows);
    if (next === undefined) return all;
    cursor = next;
  }
}
