import type { UnfinishedMove } from "@relance/spec";
import { type BegunMove, begunMove } from "@relance/store";
import type { StoreContext } from "../transaction/context.ts";

const BEGUN = "select campaign, move as name, actor, reason, through from moves order by campaign, move";

/** Moves of everybody that have not come to their end. */
export function unfinished({ sql }: StoreContext): readonly UnfinishedMove[] {
  return sql.all<BegunMove>(BEGUN).map(begunMove);
}
