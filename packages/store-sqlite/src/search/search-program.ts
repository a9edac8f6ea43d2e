import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { json } from "node:stream/consumers";

/**
 * A program of its own: whoever has the store open must not read its files, because closing them would drop the locks
 * that keep its transactions apart. The texts come by stdin: arguments can be read by everybody on the machine.
 */

/** What is asked, and answered as `[text, place, count][]`. */
interface Question {
  readonly file: string;
  readonly needles: readonly { readonly text: number; readonly form: string }[];
}

const CHUNK = 4 * 1024 * 1024;

type Answer = [text: number, place: string, count: number];

/** Every byte of the file, whether a row still leads there or not. */
async function searchBytes(file: string, { needles }: Question): Promise<Answer[]> {
  const wanted = needles.map(({ text, form }) => ({ text, bytes: Buffer.from(form) }));
  const overlap = Math.max(0, ...wanted.map(({ bytes }) => bytes.length - 1));
  const counts = new Map<number, number>();
  await using handle = await open(file, "r");
  const buffer = Buffer.alloc(CHUNK + overlap);
  let kept = 0;
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, kept, CHUNK, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    const seen = buffer.subarray(0, kept + bytesRead);
    for (const { text, bytes } of wanted) {
      const from = Math.max(0, kept - bytes.length + 1); // what lies wholly in the kept part was counted
      for (let hit = seen.indexOf(bytes, from); hit >= 0; hit = seen.indexOf(bytes, hit + 1)) {
        counts.set(text, (counts.get(text) ?? 0) + 1);
      }
    }
    kept = Math.min(overlap, seen.length);
    buffer.copyWithin(0, seen.length - kept, seen.length);
  }
  return [...counts].map(([text, count]) => [text, "bytes", count]);
}

/**
 * Every column of every table, as rows say it. The schema lies in the file in the words it was written in, so a person's
 * "status" or "accepted" stands there whoever was erased.
 */
function searchRows({ file, needles }: Question): Answer[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const columns = db
      .prepare(`select m.name as "table", c.name as "column" from sqlite_schema m, pragma_table_info(m.name) c
        where m.type = 'table' and upper(c.type) in ('TEXT', 'BLOB', 'ANY')
        union all select 'sqlite_schema', 'sql'`)
      .all() as { table: string; column: string }[];
    return columns.flatMap(({ table, column }) => {
      const statement = db.prepare(
        `select count(*) as n from "${table}" where instr(cast("${column}" as blob), cast(? as blob)) > 0`,
      );
      return needles.flatMap(({ text, form }): Answer[] => {
        const count = Number(statement.get(form)?.n ?? 0);
        return count === 0 ? [] : [[text, `${table}.${column}`, count]];
      });
    });
  } finally {
    db.close();
  }
}

const question = (await json(process.stdin)) as Question;
const files = [question.file, `${question.file}-wal`].filter((file) => existsSync(file));
const found: Answer[] = [];
for (const file of files) found.push(...(await searchBytes(file, question)));
found.push(...searchRows(question));
process.stdout.write(JSON.stringify(found));
