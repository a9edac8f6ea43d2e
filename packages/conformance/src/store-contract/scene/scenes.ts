import { afterEach } from "vitest";
import type { OpenStore, StoreUnderTest } from "../store-under-test.ts";
import { account } from "./account.ts";
import { Scene } from "./scene.ts";
import type { CampaignFacts } from "./seeded-campaign.ts";

/** Sets a scene: a store, a campaign in it, a worker and a receiver that live. */
export type SetScene = (facts?: CampaignFacts) => Promise<Scene>;

/**
 * Scenes of one area. After every test the account must close; then the stores end. A store without a campaign is set
 * by `{ until: "defined" }`.
 */
export function scenes(open: OpenStore): SetScene {
  const opened: { readonly scene: Scene; readonly subject: StoreUnderTest }[] = [];
  afterEach(async ({ task }) => {
    for (const { scene, subject } of opened.splice(0)) {
      try {
        if (task.result?.state !== "fail") await account(scene);
      } finally {
        await subject[Symbol.asyncDispose]();
      }
    }
  });
  return async (facts) => {
    const subject = await open();
    const scene = new Scene(subject);
    opened.push({ scene, subject });
    await scene.beat();
    await scene.seed(facts);
    return scene;
  };
}
