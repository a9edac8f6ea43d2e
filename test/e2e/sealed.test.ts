import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { CampaignReport } from "@relance/report";
import type { Seal } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { cli, startCli } from "../../packages/apps/cli/test/support/cli.ts";
import { fakeVendor } from "../../packages/apps/cli/test/support/fake-vendor.ts";
import { project } from "../../packages/apps/cli/test/support/project.ts";
import { EVENT_SECRET, type EventReceiver, openEventReceiver } from "./support/event-receiver.ts";
import { waitFor } from "./support/wait-for.ts";

const sealsOf = ({ taken }: EventReceiver) => taken.map(({ data }) => data.seal as Seal);

async function worked(cwd: string, archive: EventReceiver, seals: number): Promise<void> {
  const worker = startCli(["worker"], { cwd });
  await waitFor(`seal ${seals}`, () => archive.taken.length >= seals);
  worker.signal("SIGTERM");
  expect((await worker.done).code).toBe(0);
}

describe("a seal that is sent by webhook", () => {
  it("equals the one in relance evidence and the report, and proves later that a recipient was removed", async () => {
    await using carrier = await fakeVendor();
    await using archive = await openEventReceiver();
    await using made = await project({ fakeVendor: carrier.url });
    const { folder: cwd } = made;
    const config = join(cwd, "relance.config.ts");
    const keep = { url: archive.url, secret: EVENT_SECRET, allowPrivate: true, events: ["evidence.sealed"] };
    const plugins = `plugins: [outgoingWebhooks({ archive: ${JSON.stringify(keep)} })],`;
    const text = await readFile(config, "utf8");
    await writeFile(
      config,
      `import { outgoingWebhooks } from "@relance/outgoing-webhooks";\n${text.replace("observe: { ingressCheck: false },", `observe: { ingressCheck: false }, ${plugins}`)}`,
    );
    await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd });
    await worked(cwd, archive, 1);
    await cli(["acknowledge", "p2", "--on", "came"], { cwd });
    await cli(["evidence", "hello", "--out", "all.jsonl"], { cwd });
    const lines = (await readFile(join(cwd, "all.jsonl"), "utf8")).trim().split("\n");
    const sealed = lines.map((line) => JSON.parse(line) as { seal?: Seal }).flatMap(({ seal }) => seal ?? []);
    expect(sealed.length).toBeGreaterThan(1);
    await worked(cwd, archive, sealed.length);

    const [report] = (await cli(["report", "hello", "--json"], { cwd })).json<CampaignReport>();
    const told = sealsOf(archive).toSorted((a, b) => a.number - b.number);
    const marks = (seals: readonly Seal[]) => seals.map(({ number, root, chain }) => ({ number, root, chain }));
    expect(marks(told)).toEqual(marks(sealed));
    expect(report?.evidence?.seal).toMatchObject(marks(told).at(-1) ?? {});
    await made.write("kept.jsonl", archive.taken.map(({ raw }) => raw).join("\n"));
    const kept = await cli(["verify", "all.jsonl", "--root", "kept.jsonl"], { cwd });
    expect(kept.code).toBe(0);
    expect(kept.stdout).toContain(
      `nothing was removed or changed up to seal ${sealed.length}, which was stored elsewhere`,
    );

    const db = new DatabaseSync(join(cwd, "relance.db"));
    db.exec("delete from seals; delete from leases where name = 'evidence'; delete from events where enrollment = 2");
    db.close();
    await cli(["evidence", "hello", "--out", "again.jsonl"], { cwd });
    expect(await cli(["verify", "again.jsonl"], { cwd })).toMatchObject({ code: 0 });
    const found = await cli(["verify", "again.jsonl", "--root", "kept.jsonl"], { cwd });
    expect(found.code).toBe(4);
    expect(found.stdout).toContain("which was stored elsewhere");
  });
});
