import { expect, it } from "vitest";
import { row, rows } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";

export const sealContract: Area = area("sealing an audience", ({ test, scene }) => {
  test("releases the queues once the sums match", { until: "enrolled", people: 2 }, async (here) => {
    const { campaign } = here.campaign;
    await here.store.seal({ campaign, importId: "import-1", chunks: 1 });
    expect((await here.ledger()).state).toBe("running");
    expect(await here.claim()).toHaveLength(2);
  });

  test("has no further effect if the call is repeated", { people: 2 }, async (here) => {
    const { campaign } = here.campaign;
    await here.send();
    const [events, ledger] = [await here.events(), await here.ledger()];
    await here.store.seal({ campaign, importId: "import-1", chunks: 1 });
    expect(await here.events()).toEqual(events);
    expect(await here.ledger()).toEqual(ledger);
  });

  it("fails while a chunk is missing, so that no message is sent from an incomplete file", async () => {
    const here = await scene({ until: "enrolled", people: 2 });
    const sealing = here.store.seal({ campaign: here.campaign.campaign, importId: "import-1", chunks: 2 });
    await expect(sealing).rejects.toMatchObject({ code: "store/import-incomplete" });
    expect((await here.ledger()).state).toBe("enrolling");
    expect(await here.claim()).toEqual([]);
  });

  it("succeeds with the same file after a crash, and the ledger has the file's totals", async () => {
    const here = await scene({ until: "defined" });
    await here.enroll(rows(2), { importId: "file-a", seq: 0 });
    await here.enroll(rows(2), { importId: "file-a", seq: 0 });
    await here.enroll([row(3)], { importId: "file-a", seq: 1 });
    await here.store.seal({ campaign: here.campaign.campaign, importId: "file-a", chunks: 2 });
    expect(await here.ledger()).toMatchObject({
      state: "running",
      audience: { rows: 3, enrolled: 3, repeated: 0, refused: 0 },
    });
  });

  test("never mixes a changed file with the previous file", { until: "defined" }, async (here) => {
    await here.enroll(rows(2), { importId: "file-a", seq: 0 });
    await here.enroll([row(2), row(3)], { importId: "file-b", seq: 0 });
    const { campaign } = here.campaign;
    await expect(here.store.seal({ campaign, importId: "file-a", chunks: 2 })).rejects.toMatchObject({
      code: "store/import-incomplete",
    });
    await here.store.seal({ campaign, importId: "file-b", chunks: 1 });
    expect(await here.ledger()).toMatchObject({ state: "running", audience: { rows: 4, enrolled: 3, repeated: 1 } });
  });

  test("does not cancel recipients who are missing from a new file", { people: 3 }, async (here) => {
    await here.enroll(rows(2), { importId: "import-2", seq: 0 });
    const { campaign } = here.campaign;
    await here.store.seal({ campaign, importId: "import-2", chunks: 1 });
    expect((await here.person("p3")).state).toBe("pending");
  });

  test("lets the campaign end automatically once all enrollments have ended", async (here) => {
    await here.acknowledge("p1");
    await here.decide();
    expect((await here.ledger()).state).toBe("closed");
  });
});
