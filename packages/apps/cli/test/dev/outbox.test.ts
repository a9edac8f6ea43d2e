import { describe, expect, inject, it } from "vitest";
import { startDev } from "../support/dev.ts";
import { project } from "../support/project.ts";
import { waitFor } from "../support/wait-for.ts";

const isWhole = inject("part") !== "once";

const REPLIES = "rate: 100/s";

describe("the outbox of relance dev", () => {
  it("shows the first recipients of the audience, whatever number the campaign expects", async () => {
    await using made = await project({ people: 40 });
    await using dev = await startDev(made.folder, ["hello.campaign.yaml", "--recipients", "4"]);
    await waitFor("four messages", async () => (await dev.page()).split('class="bubble"').length === 5);
    expect(await dev.page()).toContain("4 active");
  });

  it("ends the steps for a recipient who replies STOP, and reports this", async () => {
    await using made = await project({ campaign: REPLIES });
    await using dev = await startDev(made.folder);
    await waitFor("three messages", async () => (await dev.page()).includes("3 active"));
    expect(await dev.press("reply", { key: "p2", word: "STOP" })).toEqual({
      status: 200,
      said: "p2 replied",
    });
    await waitFor("one who is written to no more", async () => (await dev.page()).includes("1 suppressed"));
    expect(await dev.press("reply", { key: "nobody", word: "STOP" })).toMatchObject({ status: 400 });
    expect(await dev.press("reply", { key: "p1", text: " " })).toMatchObject({ status: 400 });
  });

  if (isWhole) {
    it("reports the fate of a message in the name of a provider", async () => {
      await using made = await project({ receipts: true });
      await using dev = await startDev(made.folder);
      await dev.press("fake-vendor", { provider: "sms.main", does: "stay silent" });
      await waitFor("three messages", async () => (await dev.page()).includes("3 active"));
      const attempt = /name="attempt" value="([0-9a-z]+)"/.exec(await dev.page())?.[1] ?? "";
      await dev.press("receipt", { attempt, kind: "undelivered" });
      await waitFor("one lost message", async () => (await dev.page()).includes("sms.main · undelivered"));
      expect(await dev.press("receipt", { attempt: "nothing", kind: "delivered" })).toMatchObject({
        status: 400,
      });
      expect(await dev.press("fake-vendor", { provider: "sms.other", does: "refuse" })).toMatchObject({
        status: 400,
      });
    });
  }

  it("begins again with the current files, and changes nothing if they have a mistake", async () => {
    await using made = await project();
    await using dev = await startDev(made.folder);
    await made.write("hello.sms.liquid", "Good morning {{ nmae }}");
    const refused = await dev.press("again", {});
    expect(refused.status).toBe(400);
    expect(refused.said).toContain("nmae");
    await waitFor("the messages of before", async () => (await dev.page()).includes("Hello Person 1: "));
    await made.write("hello.sms.liquid", "Good morning {{ name }}: {{ ack.url }}");
    expect(await dev.press("again", {})).toEqual({ status: 200, said: "restarted" });
    await waitFor("the new messages", async () => (await dev.page()).includes("Good morning Person 3: "));
    const page = await dev.page();
    expect(page).not.toContain("Hello Person");
    const link = /href="(http:[^"]+\/a\/[^"]+)"/.exec(page)?.[1] ?? "";
    expect((await fetch(link)).status).toBe(200); // the link opens the page of the new run
  });

  it("starts at another instant on request", async () => {
    await using made = await project();
    await using dev = await startDev(made.folder, ["hello.campaign.yaml", "--start", "2013-08-01T08:00:00Z"]);
    expect(await dev.page()).toContain("1 Aug, 08:00:0");
  });
});
