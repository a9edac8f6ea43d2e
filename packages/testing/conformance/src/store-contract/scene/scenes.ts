import { afterEach, describe, it } from "vitest";
import type { OpenStore, StoreUnderTest } from "../store-under-test.ts";
import { account } from "./account.ts";
import { Scene } from "./scene.ts";
import type { CampaignFacts } from "./seeded-campaign.ts";

export type SetScene = (facts?: CampaignFacts) => Promise<Scene>;

/**
 * Creates scenes for one area. After each test, `account` checks the store. `{ until: "defined" }` creates no
 * recipients.
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

type Work = (here: Scene) => Promise<void>;

export interface AreaTools {
  readonly test: (title: string, ...how: readonly [Work] | readonly [CampaignFacts, Work]) => void;
  readonly scene: SetScene;
  readonly open: OpenStore;
}

export type Area = (open: OpenStore) => void;

export function area(name: string, tests: (tools: AreaTools) => void): Area {
  return (open) =>
    describe(name, () => {
      const scene = scenes(open);
      const test: AreaTools["test"] = (title, ...how) => {
        const [facts, work] = how.length === 1 ? [undefined, how[0]] : how;
        it(title, async () => work(await scene(facts)));
      };
      tests({ test, scene, open });
    });
}
