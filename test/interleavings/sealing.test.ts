import { type EvidenceLine, verifyEvidence } from "@relance/evidence";
import { commitment } from "@relance/rules";
import { describe, expect, it } from "vitest";
import { type Arena, openArena, overSeeds, type Runner } from "./support/arena.ts";
import { MINUTE } from "./support/desk.ts";

const HOUR = 60 * MINUTE;

async function evidence(arena: Arena, { gateway }: Runner, key?: string): Promise<EvidenceLine[]> {
  const read = async () => {
    const lines: EvidenceLine[] = [];
    for await (const line of (await gateway.campaigns.get("arena")).evidence(key)) lines.push(line);
    return lines;
  };
  return arena.finish(read());
}

const verify = (lines: readonly EvidenceLine[], kept: Parameters<typeof verifyEvidence>[1] = []) =>
  verifyEvidence(
    lines.map((line) => JSON.stringify(line)),
    kept,
  );

const leavesOf = (lines: readonly EvidenceLine[]) => lines.flatMap((line) => ("leaf" in line ? [line] : []));

describe("63: seals", () => {
  it("form one chain with each event once, whichever process froze, died or had a clock jump while sealing", async () => {
    await overSeeds(4, async (seed) => {
      const clock = { skewMs: 0 };
      let frozen = 0;
      const arena = await openArena({
        seed,
        clock,
        storeOf: (store, process) => ({
          ...store,
          async keepSeals(input) {
            if (process.name === "zombie" && ++frozen === 1 + (seed % 3)) {
              process.freeze();
              await process.runtime.yield();
            }
            return store.keepSeals(input);
          },
        }),
      });
      await arena.hear("receiver");
      const { process: zombie } = await arena.work("zombie");
      await arena.time.advance(2 * MINUTE + arena.draw(MINUTE));
      await arena.work("next");
      await arena.time.advance(arena.draw(3 * MINUTE));
      clock.skewMs = seed % 2 === 0 ? HOUR : -HOUR;
      await arena.finish(arena.press("p0"));
      await arena.time.advance(6 * MINUTE);
      zombie.thaw();
      clock.skewMs = 0;
      await arena.time.advance(arena.draw(5 * MINUTE));
      arena.kill("next");
      await arena.finish(arena.press("p1"));
      const last = await arena.work("last");
      await arena.time.advance(8 * MINUTE);
      const lines = await evidence(arena, last);
      const sealed = (await arena.events()).flatMap(({ seal }) => seal ?? []);
      const found = await verify(lines, sealed);
      expect(found).toMatchObject({ problems: [], seals: sealed.length, kept: sealed.length });
      expect(sealed.length).toBeGreaterThan(2);
      const all = (await arena.events()).filter(({ type }) => type !== "evidence.sealed");
      const ids = leavesOf(lines).map(({ leaf }) => Number(leaf.event));
      expect(ids).toEqual(all.map(({ id }) => Number(id)).slice(0, ids.length));
      expect(all.length - ids.length).toBeLessThan(20);
      await arena.close();
    });
  });

  it("open to what was sent, what was reported and who answered, and to nothing else", async () => {
    const arena = await openArena({ seed: 5, people: 3 });
    await arena.hear("receiver");
    const worker = await arena.work("worker");
    await arena.time.advance(2 * MINUTE);
    await arena.finish(arena.press("p1"));
    await arena.time.advance(2 * MINUTE);
    const lines = await evidence(arena, worker, "p1");
    expect(await verify(lines)).toMatchObject({ problems: [], leaves: 5, opened: 3 });
    const [head] = lines;
    const salt = (head && "person" in head && head.person?.salt) || "";
    const [sent] = arena.sent.filter(({ message }) => message.to === "+33639980001");
    const { channel, to, content, attemptId = "" } = sent?.message ?? {};
    const own = leavesOf(lines);
    expect(own.map(({ leaf, details }) => [leaf.type, Object.keys(details ?? {})])).toEqual([
      ["enrollment.enrolled", ["key"]],
      ["attempt.submitted", []],
      ["attempt.accepted", []],
      ["attempt.delivered", ["raw"]],
      ["enrollment.acknowledged", ["method", "source", "sourceId", "occurredAt", "receivedAt", "shown"]],
    ]);
    expect(own[1]?.leaf.template).toMatch(/^[0-9a-f]{64}$/);
    expect(own[2]?.leaf.content).toBe(commitment(salt, attemptId, JSON.stringify({ channel, to, content })));
    expect(own[4]?.details).toMatchObject({ method: "link" });
    const shown = JSON.stringify(lines);
    expect(shown).not.toContain("please confirm");
    expect(shown).not.toContain("+3363998");
    await arena.close();
  });
});
