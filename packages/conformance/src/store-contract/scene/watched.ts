import type { Store } from "@relance/spec";
import type { Scene } from "./scene.ts";

/** The store of a scene, with the verbs of the watch. */
export function watched({ store }: Scene): Required<Store> {
  if (store.bins === undefined) throw new Error("this store keeps no bins");
  return store as Required<Store>;
}
