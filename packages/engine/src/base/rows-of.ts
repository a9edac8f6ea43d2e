/** Yields all rows, page by page, from `cursor` on. */
export async function* rowsOf<T>(
  read: (cursor: string | undefined) => Promise<{ readonly rows: readonly T[]; readonly cursor?: string | undefined }>,
  cursor?: string,
): AsyncIterable<T> {
  let next = cursor;
  do {
    const page = await read(next);
    yield* page.rows;
    next = page.cursor;
  } while (next !== undefined);
}
