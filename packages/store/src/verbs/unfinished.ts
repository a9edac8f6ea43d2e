import type { UnfinishedMove } from "@relance/spec";
import { type BegunMove, begunMove } from "../people/hand-move.ts";
import type { Reading } from "../transaction/reading.ts";

const BEGUN = "select campaign, move as name, actor, reason, through from moves order by campaign, move";

/** Moves of everybody that have not come to their end. */
export async function unfinished({ sql }: Reading): Promise<readonly UnfinishedMove[]> {
  return (await sql.all<BegunMove>(BEGUN)).map(begunMove);
}
