import type { MoveAnswer, MoveInput } from "@relance/spec";
import type { Scene } from "./scene.ts";

/** What a move answers that did nothing. */
export const NOTHING: MoveAnswer = {
  moved: 0,
  reopened: 0,
  unknown: [],
  stale: [],
  unmoved: [],
  more: false,
};

/** Moves people of the scene's campaign, slice by slice, until the end. */
export async function moveBy(
  { store, campaign: { campaign } }: Scene,
  facts: Pick<MoveInput, "move"> & Partial<MoveInput>,
): Promise<MoveAnswer> {
  let [moved, reopened] = [0, 0];
  for (;;) {
    const answer = await store.move({ campaign, actor: "ops", reason: "test", ...facts });
    moved += answer.moved;
    reopened += answer.reopened;
    if (!answer.more) return { ...answer, moved, reopened };
  }
}
