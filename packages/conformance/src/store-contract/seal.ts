import { describe, expect, it } from "vitest";
import { row, rows } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { scenes } from "./scene/scenes.ts";
import type { OpenStore } from "./store-under-test.ts";

/** Nothing leaves before the whole audience is known. */
export function sealContract(open: OpenStore): void {
  describe("seal", () => {
    const scene = scenes(open);

    async function enroll(here: Scene, importId: string, seq: number, people: ReturnType<typeof rows>) {
      const { campaign, version } = here.campaign;
      return here.store.enroll({ campaign, version, importId, seq, rows: people, refused: [] });
    }

    it("opens the gates, once the sums match", async () => {
      const here = await scene({ until: "enrolled", people: 2 });
      const { campaign } = here.campaign;
      const totals = await here.store.seal({ campaign, importId: "import-1", chunks: 1 });
      expect(totals).toEqual({ lines: 2, enrolled: 2, repeated: 0, refused: 0, removed: 0 });
      expect((await here.ledger()).state).toBe("running");
      expect(await here.claim()).toHaveLength(2);
    });

    it("gives the same totals however often it is asked, and starts nothing twice", async () => {
      const here = await scene({ people: 2 });
      const { campaign } = here.campaign;
      const again = () => here.store.seal({ campaign, importId: "import-1", chunks: 1 });
      const first = await again();
      await here.send();
      const events = await here.events();
      expect(await again()).toEqual(first);
      expect(await here.events()).toEqual(events);
    });

    it("stays enrolling while a chunk is missing: a broken file sends nothing", async () => {
      const here = await scene({ until: "enrolled", people: 2 });
      const sealing = here.store.seal({ campaign: here.campaign.campaign, importId: "import-1", chunks: 2 });
      await expect(sealing).rejects.toMatchObject({ code: "store/import-incomplete" });
      expect((await here.ledger()).state).toBe("enrolling");
      expect(await here.claim()).toEqual([]);
    });

    it("can leave the gates closed until somebody opens them", async () => {
      const here = await scene({ until: "sealed" });
      const { campaign } = here.campaign;
      expect((await here.ledger()).state).toBe("sealed");
      expect(await here.claim()).toEqual([]);
      await here.store.control([{ campaign, gate: "open", actor: "ops", reason: "go" }]);
      expect((await here.ledger()).state).toBe("running");
      expect(await here.claim()).toHaveLength(1);
    });

    it("goes on after a crash with the same file, and the totals are those of the file", async () => {
      const here = await scene({ until: "defined" });
      await enroll(here, "file-a", 0, rows(2));
      await enroll(here, "file-a", 0, rows(2));
      await enroll(here, "file-a", 1, [row(3)]);
      const totals = await here.store.seal({
        campaign: here.campaign.campaign,
        importId: "file-a",
        chunks: 2,
      });
      expect(totals).toEqual({ lines: 3, enrolled: 3, repeated: 0, refused: 0, removed: 0 });
    });

    it("never mixes a changed file with the one before it", async () => {
      const here = await scene({ until: "defined" });
      await enroll(here, "file-a", 0, rows(2));
      await enroll(here, "file-b", 0, [row(2), row(3)]);
      const { campaign } = here.campaign;
      await expect(here.store.seal({ campaign, importId: "file-a", chunks: 2 })).rejects.toMatchObject({
        code: "store/import-incomplete",
      });
      const totals = await here.store.seal({ campaign, importId: "file-b", chunks: 1 });
      expect(totals).toEqual({ lines: 2, enrolled: 2, repeated: 0, refused: 0, removed: 1 });
    });

    it("reports people whom the new file does not name, and cancels none of them", async () => {
      const here = await scene({ people: 3 });
      await enroll(here, "import-2", 0, rows(2));
      const { campaign } = here.campaign;
      expect(await here.store.seal({ campaign, importId: "import-2", chunks: 1 })).toMatchObject({
        removed: 1,
      });
      expect((await here.person("p3")).state).toBe("pending");
    });

    it("closes a campaign by itself once nobody waits any more", async () => {
      const here = await scene();
      await here.acknowledge("p1");
      await here.decide();
      expect((await here.ledger()).state).toBe("closed");
    });
  });
}
