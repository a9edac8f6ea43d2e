import { describe, expect, it } from "vitest";
import { fakeVendor } from "../support/fake-vendor.ts";
import { project } from "../support/project.ts";
import { spawned } from "../support/spawned.ts";
import { waitFor } from "../support/wait-for.ts";

const RUN = ["run", "hello.campaign.yaml", "--recipients", "40", "--port", "0"];

describe("a running process", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "stopped by %s waits for messages in flight, and the next run repeats no message and loses no recipient",
    async (signal) => {
      await using far = await fakeVendor({ answerMs: 60 });
      await using made = await project({ fakeVendor: far.url, people: 40 });
      const first = spawned(RUN, made.folder);
      await waitFor("some messages", () => far.heard.length >= 8);
      first.kill(signal);
      const left = await first.done;
      expect(left).toMatchObject({ code: 0, signal: null });
      expect(left.stderr).toMatch(
        /stopping: waiting up to 25 s for messages that are being sent; a second signal stops immediately/,
      );
      expect(far.heard.length).toBeLessThan(40);
      const second = spawned(RUN, made.folder);
      await waitFor("everybody", () => far.heard.length >= 40);
      second.kill(signal);
      expect(await second.done).toMatchObject({ code: 0 });
      expect(far.heard.length).toBe(40);
      expect(new Set(far.heard.map(({ to }) => to)).size).toBe(40);
      const status = await spawned(["status", "--json"], made.folder).done;
      expect(status.code).toBe(0);
      expect(JSON.parse(status.stdout)).toMatchObject({ holds: true, states: { active: 40 } });
    },
  );

  it("killed in the middle is continued: no answered message is repeated, and no recipient is missing in the sum", async () => {
    await using far = await fakeVendor({ answerMs: 60 });
    await using made = await project({ fakeVendor: far.url, people: 40 });
    const first = spawned(RUN, made.folder);
    await waitFor("some messages", () => far.heard.length >= 8);
    first.kill("SIGKILL");
    expect(await first.done).toMatchObject({ signal: "SIGKILL" });
    const second = spawned(RUN, made.folder);
    // a message that was claimed but not sent when its worker died is uncertain, and is not sent again
    const begun = async () => {
      const { stdout } = await spawned(["status", "--json"], made.folder).done;
      const { attempts } = JSON.parse(stdout) as { readonly attempts: readonly { readonly count: number }[] };
      return attempts.reduce((sum, { count }) => sum + count, 0) === 40;
    };
    await waitFor("all that had not left", begun);
    second.kill("SIGTERM");
    expect(await second.done).toMatchObject({ code: 0 });
    expect(new Set(far.heard.map(({ to }) => to)).size).toBe(far.heard.length);
    const status = await spawned(["status", "--json"], made.folder).done;
    expect(JSON.parse(status.stdout)).toMatchObject({ holds: true, audience: { enrolled: 40 } });
  });

  it.each([
    { signal: "SIGINT", code: 130 },
    { signal: "SIGTERM", code: 143 },
  ] as const)("exits immediately at the second $signal, with $code", async ({ signal, code }) => {
    await using far = await fakeVendor({ answerMs: 8_000 });
    await using made = await project({ fakeVendor: far.url, people: 40 });
    const run = spawned(RUN, made.folder);
    await waitFor("a message on the wire", () => far.heard.length > 0);
    run.kill(signal);
    await waitFor("the first signal", () => run.stderr().includes("a second signal stops immediately"));
    const asked = performance.now();
    const again = setInterval(() => run.kill(signal), 5); // signals also arrive while the process stops
    expect(await run.done).toMatchObject({ code });
    clearInterval(again);
    expect(performance.now() - asked).toBeLessThan(3_000);
  });

  it("exits successfully if its reader stops early", async () => {
    await using made = await project({ delivery: "capture", people: 2_000 });
    await spawned(["start", "hello.campaign.yaml", "--recipients", "2000"], made.folder).done;
    const exporting = spawned(["export", "hello"], made.folder);
    exporting.closeStdout();
    expect(await exporting.done).toMatchObject({ code: 0, signal: null });
  });
});
