import { describe, expect, it } from "vitest";
import type { OpenStore } from "./store-under-test.ts";

/** Which store it is: what leaves the house counts in this one alone. */
export function identityContract(open: OpenStore): void {
  describe("the id of a store", () => {
    it("is another one for each, and the same whenever it is opened", async () => {
      await using first = await open();
      await using second = await open();
      const { id } = await first.store.open();
      expect(id).toMatch(/^[\w-]{16,64}$/);
      expect((await second.store.open()).id).not.toBe(id);
      expect((await first.store.open()).id).toBe(id);
    });
  });
}
