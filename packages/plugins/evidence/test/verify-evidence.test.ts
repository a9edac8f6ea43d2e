import { commitment, leafHashes } from "@relance/rules";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type EvidenceLine,
  inclusionProof,
  type Leaf,
  leafText,
  linkSeal,
  NO_SEAL,
  treeRoot,
  verifyEvidence,
} from "../src/index.ts";

const campaign = { name: "dunning", occurrence: "2026-05" };
const head = { evidence: 1, campaign, madeAt: "2026-05-04T09:00:00.000Z" };
const salt = "07".repeat(16);
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

/** Seals, in two seals, an enrollment and a message of each recipient, and one event of the campaign. */
function sealed(names: readonly string[] = ["p1", "p2"]) {
  let id = 0;
  const details = new Map<string, { readonly key: string }>();
  const enrolled = names.map((key, place): Leaf => {
    const event = String(++id);
    details.set(event, { key });
    const commit = commitment(salt, event, JSON.stringify({ key }));
    const about = { person: place + 1, version: 1, step: 1, commitment: commit };
    return { event, type: "enrollment.enrolled", at: "2026-05-04T08:00:00.000Z", ...about };
  });
  const sent = names.map((_, place): Leaf => {
    const about = { person: place + 1, version: 2, step: 1, attempt: `a${place}`, provider: "sms.main" };
    return { event: String(++id), type: "attempt.accepted", at: "2026-05-04T08:01:00.000Z", ...about };
  });
  let chain = NO_SEAL;
  const seals = [enrolled, sent].map((leaves, place) => {
    const hashes = leafHashes(leaves.map((leaf) => leafText(leaf)));
    const at = `2026-05-04T08:0${place + 1}:30.000Z`;
    const seal = { number: place + 1, at, leaves: leaves.length, root: text(treeRoot(hashes)) };
    chain = linkSeal(campaign, seal, chain);
    return { seal: { ...seal, chain }, leaves, hashes };
  });
  return { seals, details };
}

function allRecords({ seals }: ReturnType<typeof sealed>): EvidenceLine[] {
  const lines = seals.flatMap(({ seal, leaves }) => [{ seal }, ...leaves.map((leaf) => ({ leaf }))]);
  const leaves = seals.reduce((sum, one) => sum + one.leaves.length, 0);
  return [head, ...lines, { end: { seals: seals.length, leaves } }];
}

function recordOf({ seals, details }: ReturnType<typeof sealed>, number: number, key: string): EvidenceLine[] {
  const lines = seals.flatMap(({ seal, leaves, hashes }): EvidenceLine[] => [
    { seal },
    ...leaves.flatMap((leaf, index) =>
      leaf.person === number
        ? [{ leaf, index, proof: inclusionProof(hashes, index).map(text), details: details.get(leaf.event) }]
        : [],
    ),
  ]);
  const person = { number, key, salt };
  return [{ ...head, person }, ...lines, { end: { seals: seals.length, leaves: lines.length - seals.length } }];
}

const verify = (lines: readonly unknown[], kept: Parameters<typeof verifyEvidence>[1] = []) =>
  verifyEvidence(
    lines.map((line) => JSON.stringify(line)),
    kept,
  );

function changed(lines: readonly EvidenceLine[], is: (line: EvidenceLine) => boolean, to: (line: never) => unknown) {
  const at = lines.findIndex(is);
  return lines.map((line, place) => (place === at ? to(line as never) : line));
}

describe("an evidence file", () => {
  it("is valid as written, for all recipients and for one", async () => {
    const made = sealed();
    expect(await verify(allRecords(made))).toMatchObject({ problems: [], seals: 2, leaves: 4 });
    const record = await verify(recordOf(made, 2, "p2"));
    expect(record).toMatchObject({ problems: [], leaves: 2, opened: 1, isNamed: true });
  });

  it("of one recipient cannot prove that its last events are included, and is refused without events", async () => {
    const made = sealed();
    const kept = made.seals.map(({ seal }) => ({ campaign, number: seal.number, chain: seal.chain }));
    const without = (events: number) => [
      ...recordOf(made, 2, "p2").filter(
        (line) => !("end" in line) && !("leaf" in line && (line.leaf.version ?? 0) > events),
      ),
      { end: { seals: 2, leaves: events } },
    ];
    expect(await verify(without(1), kept)).toMatchObject({ problems: [], leaves: 1, keptThrough: 2 });
    expect((await verify(without(0), kept)).problems).toEqual([
      "this file contains no event, so it proves nothing about any person",
    ]);
  });

  it("is valid after the salt was erased, and then reveals no details", async () => {
    const [first, ...rest] = recordOf(sealed(), 2, "p2") as [never, ...EvidenceLine[]];
    const erased = { ...(first as object), person: { number: 2, key: "forgotten:2" } };
    const closed = rest.map((line) => ("leaf" in line ? { ...line, details: undefined } : line));
    expect(await verify([erased, ...closed])).toMatchObject({ problems: [], opened: 0, isNamed: false });
  });

  const isAnswer = (line: EvidenceLine) => "leaf" in line && line.leaf.type === "attempt.accepted";
  it.each([
    ["a time", (line: { leaf: Leaf }) => ({ ...line, leaf: { ...line.leaf, at: "2026-05-04T07:00:00.000Z" } })],
    ["an answer", (line: { leaf: Leaf }) => ({ ...line, leaf: { ...line.leaf, answer: "done" } })],
    ["a provider", (line: { leaf: Leaf }) => ({ ...line, leaf: { ...line.leaf, provider: undefined } })],
  ])("is invalid after a change to %s", async (_, change) => {
    const made = sealed();
    for (const lines of [allRecords(made), recordOf(made, 1, "p1")]) {
      const { problems } = await verify(changed(lines, isAnswer, change));
      expect(problems.join()).toMatch(/changed/);
    }
  });

  it("is invalid for another recipient's key, even if the details were changed too", async () => {
    const lines = recordOf(sealed(), 1, "somebody");
    expect((await verify(lines)).problems.join()).toMatch(/about a key other than/);
    const rewritten = changed(
      lines,
      (line) => "leaf" in line,
      (line: object) => ({
        ...line,
        details: { key: "somebody" },
      }),
    );
    expect((await verify(rewritten)).problems.join()).toMatch(/differ from the sealed ones/);
  });

  it("is invalid if a line of a recipient is missing", async () => {
    const made = sealed();
    const gone = (lines: EvidenceLine[]) => lines.filter((line) => !("leaf" in line && line.leaf.event === "1"));
    expect((await verify(gone(allRecords(made)))).problems.join()).toMatch(/covers 2 events, but this file contains 1/);
    expect((await verify(gone(recordOf(made, 1, "p1")))).problems.join()).toMatch(/are missing/);
  });

  it("is invalid if a seal is missing, or if it is truncated", async () => {
    const lines = allRecords(sealed());
    const seal = (line: EvidenceLine) => "seal" in line && line.seal.number === 1;
    expect((await verify(lines.filter((line) => !seal(line)))).problems.join()).toMatch(/seal 1 is missing/);
    expect((await verify(lines.slice(0, -1))).problems.join()).toMatch(/is truncated/);
  });

  it("shows a removed recipient, or a removed end, only with a root stored elsewhere", async () => {
    const kept = sealed().seals.map(({ seal }) => ({ campaign, number: seal.number, chain: seal.chain }));
    const without = allRecords(sealed(["p1"])); // evidence that was sealed again without p2
    expect((await verify(without)).problems).toEqual([]);
    expect((await verify(without, kept)).problems.join()).toMatch(/seal 2 differs from its copy stored elsewhere/);
    const made = sealed();
    const [, , ...end] = allRecords({ ...made, seals: made.seals.slice(0, 1) });
    const shortened = allRecords({ ...made, seals: made.seals.slice(0, 1) });
    expect(end.length).toBeGreaterThan(0);
    expect((await verify(shortened)).problems).toEqual([]);
    expect((await verify(shortened, kept)).problems.join()).toMatch(/seal 2, .* is not in this file/);
    expect(await verify(allRecords(made), kept)).toMatchObject({ problems: [], kept: 2, keptThrough: 2 });
  });

  it("is invalid if an event and its seal's root were changed together, but not the roots stored elsewhere", async () => {
    const made = sealed();
    const kept = made.seals.map(({ seal }) => ({ campaign, number: seal.number, chain: seal.chain }));
    const rewritten = made.seals.map(({ seal, leaves }, place) => {
      if (place > 0) return { seal, leaves };
      const moved = leaves.map((leaf) => ({ ...leaf, at: "2026-05-04T07:00:00.000Z" }));
      return { seal: { ...seal, root: text(treeRoot(leafHashes(moved.map(leafText)))) }, leaves: moved };
    });
    const lines = [head, ...rewritten.flatMap(({ seal, leaves }) => [{ seal }, ...leaves.map((leaf) => ({ leaf }))])];
    expect((await verify([...lines, { end: { seals: 2, leaves: 4 } }], kept)).problems).toEqual([
      "seal 1 does not continue the chain of the previous seal: one of them was changed",
    ]);
  });

  it("is compared only with roots of its own campaign", async () => {
    const other = { campaign: { name: "other", occurrence: "" }, number: 1, chain: "x" };
    expect(await verify(allRecords(sealed()), [other])).toMatchObject({ problems: [], kept: 0 });
  });

  it.each([
    ["nothing", ""],
    ["no evidence", "{}"],
    ["another kind of file", "PK\u0003\u0004\u0000"],
    ["a list", "[1,2]"],
    ["another version", JSON.stringify({ ...head, evidence: 2 })],
  ])("causes an error if it is %s", async (_, file) => {
    const { problems } = await verifyEvidence(file.split("\n"));
    expect(problems).toHaveLength(1);
  });

  it("is invalid if a line means one thing to readers and another to programs", async () => {
    const lines = allRecords(sealed()).map((line) => JSON.stringify(line));
    const twofold = lines.map((line) => line.replace('"provider"', '"answer":"declined","provider"'));
    expect((await verifyEvidence(twofold)).problems.join()).toMatch(/changed/);
    const hidden = lines.map((line) => line.replace('"provider"', '"provider":"sms.other","provider"'));
    expect((await verifyEvidence(hidden)).problems).toEqual([
      "line 6 is not in the exact form of an exported line: export the evidence again",
      "line 7 is not in the exact form of an exported line: export the evidence again",
    ]);
  });

  it("with an extremely nested line causes an error about this line", async () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const lines = recordOf(sealed(), 1, "p1").map((line) => JSON.stringify(line));
    const put = (line: string) => line.replace(/^{/, `{"details":${deep},"more":${deep},`);
    const inLeaf = lines.map((line) => (line.startsWith('{"leaf"') ? put(line) : line));
    expect((await verifyEvidence(inLeaf)).problems).toContain("line 3 cannot be read");
    expect((await verifyEvidence([put(lines[0] ?? "")])).problems).toHaveLength(1);
  });

  it("never causes an exception, whatever a line contains", async () => {
    const known = [...allRecords(sealed()), ...recordOf(sealed(), 1, "p1")].map((line) => JSON.stringify(line));
    const mangled = fc
      .tuple(fc.constantFrom(...known), fc.nat(200), fc.string({ maxLength: 5 }))
      .map(([line, at, put]) => line.slice(0, at) + put + line.slice(at + put.length));
    const strange = fc.oneof(fc.constantFrom(...known), mangled, fc.json(), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(strange, { maxLength: 12 }), async (lines) => {
        const found = await verifyEvidence([JSON.stringify(head), ...lines]);
        expect(found.problems.every((problem) => problem.length > 10)).toBe(true);
      }),
    );
  });
});
