import { commitment } from "@relance/rules";
import type { Seal } from "@relance/spec";
import { z } from "zod";
import { EVIDENCE_VERSION, type EvidenceHead, type EvidenceLine, type LeafLine, leafText } from "./evidence-lines.ts";
import type { KeptRoot } from "./kept-roots.ts";
import { type Digest, leafHash, rootOfProof, treeRoot } from "./merkle-tree.ts";
import { linkSeal, NO_SEAL } from "./seal-chain.ts";

const MOST_PROBLEMS = 20;
/** An event is reported as late if it was sealed more than this long after it happened. */
const LATE_MS = 15 * 60_000;

export interface Verification {
  /** The file's first line, which names the campaign; absent if the file contains no evidence. */
  readonly head?: EvidenceHead | undefined;
  readonly seals: number;
  readonly leaves: number;
  /** The number of leaves with details that match their commitment. */
  readonly opened: number;
  /** True if the verified details contain the recipient's key. The key proves that the file is about this recipient. */
  readonly isNamed: boolean;
  readonly last?: Seal | undefined;
  /**
   * The number of events that were sealed late, and the longest delay. Verification cannot detect a change that was
   * made before sealing.
   */
  readonly late: { readonly leaves: number; readonly longestMs: number };
  /** The number of seals that match a copy from outside the store. */
  readonly kept: number;
  /**
   * The number of the newest seal that matches a copy from outside the store. Verification proves that events up to
   * this seal are unchanged. In a file about one recipient, the recipient's last events may still be missing.
   */
  readonly keptThrough: number;
  /** The first problems, one sentence each; empty if the evidence is valid. */
  readonly problems: readonly string[];
  readonly moreProblems: number;
}

/**
 * Verifies an evidence file: every leaf, proof and root, the chain of seals, and copies of the seals from outside the
 * store. Reports each problem in the result, and never throws because of the file's content.
 */
export async function verifyEvidence(
  lines: AsyncIterable<string> | Iterable<string>,
  kept: readonly KeptRoot[] = [],
): Promise<Verification> {
  const examiner = new Examiner(kept);
  for await (const line of lines) {
    if (line.trim() !== "" && !examiner.read(line)) break;
  }
  return examiner.conclude();
}

class Examiner {
  readonly #kept = new Map<number, string[]>();
  readonly #all: readonly KeptRoot[];
  readonly #versions = new Map<number, number>();
  readonly #problems: string[] = [];
  #problemCount = 0;
  #lineNumber = 0;
  #head: EvidenceHead | undefined;
  #seal: Seal | undefined;
  #hashes: Digest[] = [];
  #found = 0;
  #chain = NO_SEAL;
  #seals = 0;
  #leaves = 0;
  #opened = 0;
  #keptCount = 0;
  #keptThrough = 0;
  #late = { leaves: 0, longestMs: 0 };
  #isNamed = false;
  #isEnded = false;

  constructor(kept: readonly KeptRoot[]) {
    this.#all = kept;
  }

  /** Reads one line. Reads one line. Returns false if the remaining lines need not be read. */
  read(text: string): boolean {
    this.#lineNumber += 1;
    const line = readEvidenceLine(text);
    // refuses, for example, duplicate keys: people read the first value, programs read the last
    if (line !== undefined && JSON.stringify(line) !== text.trim())
      this.#say(`line ${this.#lineNumber} is not in the exact form of an exported line: export the evidence again`);
    if (this.#head === undefined) {
      if (isHeadLine(line)) return this.#begin(line);
      this.#say("this is not a file of relance evidence: its first line is missing");
      return false;
    }
    if (line === undefined || isHeadLine(line)) this.#say(`line ${this.#lineNumber} cannot be read`);
    else if (this.#isEnded) this.#say(`line ${this.#lineNumber} comes after the last line of the evidence`);
    else if ("seal" in line) this.#begun(line.seal);
    else if ("leaf" in line) this.#leaf(line);
    else this.#end(line.end);
    return true;
  }

  conclude(): Verification {
    if (this.#head === undefined && this.#problemCount === 0) this.#say("the file is empty");
    if (this.#head?.evidence === EVIDENCE_VERSION && !this.#isEnded)
      this.#say("the file is truncated: its last line is missing");
    const { person } = this.#head ?? {};
    if (person !== undefined && this.#leaves === 0 && this.#isEnded)
      this.#say("this file contains no event, so it proves nothing about any person");
    if (this.#leaves > 0 && person?.salt !== undefined && !this.#isNamed)
      this.#say(`this file does not prove that its events belong to ${person.key}`);
    for (const number of this.#kept.keys())
      if (this.#head !== undefined && number > this.#seals)
        this.#say(`seal ${number}, which was stored elsewhere, is not in this file: the file's end was removed`);
    const problems = this.#problems;
    return {
      head: this.#head,
      seals: this.#seals,
      leaves: this.#leaves,
      opened: this.#opened,
      isNamed: this.#isNamed,
      last: this.#seal,
      late: this.#late,
      kept: this.#keptCount,
      keptThrough: this.#keptThrough,
      problems,
      moreProblems: this.#problemCount - problems.length,
    };
  }

  #begin(head: EvidenceHead): boolean {
    this.#head = head;
    const { name, occurrence } = head.campaign;
    for (const { campaign = head.campaign, number, chain } of this.#all) {
      if (campaign.name !== name || campaign.occurrence !== occurrence) continue;
      this.#kept.set(number, [...(this.#kept.get(number) ?? []), chain]);
    }
    if (head.evidence === EVIDENCE_VERSION) return true;
    this.#say(`the file has format ${head.evidence}, but this version reads only format ${EVIDENCE_VERSION}`);
    return false;
  }

  #begun(seal: Seal): void {
    this.#closeSeal();
    this.#seal = seal;
    this.#hashes = [];
    this.#found = 0;
    const { number } = seal;
    if (number !== this.#seals + 1) this.#say(`seal ${this.#seals + 1} is missing before seal ${number}`);
    this.#seals = number;
    if (this.#head !== undefined && linkSeal(this.#head.campaign, seal, this.#chain) !== seal.chain)
      this.#say(`seal ${number} does not continue the chain of the previous seal: one of them was changed`);
    this.#chain = seal.chain;
    const kept = this.#kept.get(number) ?? [];
    if (kept.length === 0) return;
    if (kept.every((chain) => chain === seal.chain)) {
      this.#keptCount += 1;
      this.#keptThrough = number;
    } else
      this.#say(`seal ${number} differs from its copy stored elsewhere: the seal or an event before it was changed`);
  }

  #leaf(line: LeafLine): void {
    const { leaf, index = this.#found, proof = [] } = line;
    const { person } = this.#head ?? {};
    const seal = this.#seal;
    const name = `event ${leaf.event} (${leaf.type}, ${leaf.at})`;
    this.#leaves += 1;
    this.#found += 1;
    if (seal === undefined) {
      this.#say(`${name} is under no seal`);
      return;
    }
    const waitedMs = Date.parse(seal.at) - Date.parse(leaf.at);
    if (waitedMs > LATE_MS) {
      const { leaves, longestMs } = this.#late;
      this.#late = { leaves: leaves + 1, longestMs: Math.max(longestMs, waitedMs) };
    }
    const hash = leafHash(leafText(leaf));
    if (person === undefined) this.#hashes.push(hash);
    else {
      const root = rootOfProof(
        hash,
        index,
        seal.leaves,
        proof.map((one) => Buffer.from(one, "base64url")),
      );
      if (root === undefined || digestText(root) !== seal.root)
        this.#say(`${name} differs from the event in seal ${seal.number}: it was changed`);
      if (leaf.person !== person.number) this.#say(`${name} belongs to another person`);
    }
    this.#follow(leaf.person, leaf.version, name);
    this.#open(line, name);
  }

  /** Checks that the events of each recipient have consecutive numbers. */
  #follow(person: number | undefined, version: number | undefined, name: string): void {
    if (person === undefined || version === undefined) return;
    const before = this.#versions.get(person) ?? 0;
    if (version !== before + 1)
      this.#say(`events between ${before} and ${version} of this person are missing, at ${name}`);
    this.#versions.set(person, version);
  }

  #open({ leaf, details }: LeafLine, name: string): void {
    const { person } = this.#head ?? {};
    if (details === undefined) return;
    if (person?.salt === undefined || leaf.commitment === undefined) {
      this.#say(`the details of ${name} cannot be checked: its salt or its commitment is missing`);
      return;
    }
    const made = commitment(person.salt, leaf.event, JSON.stringify(details));
    if (made !== leaf.commitment) this.#say(`the details of ${name} differ from the sealed ones`);
    else if (details.key !== undefined && details.key !== person.key)
      this.#say(`${name} is about a key other than ${person.key}`);
    else {
      this.#opened += 1;
      this.#isNamed ||= details.key !== undefined;
    }
  }

  #closeSeal(): void {
    const seal = this.#seal;
    if (seal === undefined || this.#head?.person !== undefined) return;
    if (this.#found !== seal.leaves)
      this.#say(`seal ${seal.number} covers ${seal.leaves} events, but this file contains ${this.#found}`);
    else if (digestText(treeRoot(Buffer.concat(this.#hashes))) !== seal.root)
      this.#say(`the events of seal ${seal.number} do not match its root: at least one was changed`);
  }

  #end({ seals, leaves }: { readonly seals: number; readonly leaves: number }): void {
    this.#closeSeal();
    this.#isEnded = true;
    if (seals !== this.#seals || leaves !== this.#leaves)
      this.#say(
        `the last line states ${seals} seals and ${leaves} events, but the file has ${this.#seals} and ${this.#leaves}`,
      );
  }

  #say(problem: string): void {
    this.#problemCount += 1;
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
  }
}

function digestText(digest: Digest): string {
  return Buffer.from(digest).toString("base64url");
}

/** Lines written by relance have at most this many levels of nesting. Deeper lines could overflow the stack. */
const MOST_LEVELS = 64;

const text = z.string();
const salt = text.regex(/^([0-9a-f]{2})+$/).optional();
const LINE = z.union([
  z.strictObject({ seal: z.looseObject({ number: z.int(), leaves: z.int(), at: text, root: text, chain: text }) }),
  z.strictObject({
    leaf: z.looseObject({ event: text, type: text, at: text }),
    index: z.number().optional(),
    proof: z.array(text).optional(),
    details: z.record(text, z.unknown()).optional(),
  }),
  z.strictObject({ end: z.looseObject({ seals: z.int(), leaves: z.int() }) }),
  z.looseObject({
    evidence: z.number(),
    madeAt: text,
    campaign: z.looseObject({ name: text, occurrence: text }),
    person: z.looseObject({ number: z.int(), key: text, salt }).optional(),
  }),
]);

/** Parses a line of an untrusted file; `undefined` if the line is malformed. */
function readEvidenceLine(text: string): EvidenceLine | undefined {
  try {
    const line = JSON.parse(text);
    return isDeeper(line, MOST_LEVELS) || !LINE.safeParse(line).success ? undefined : line;
  } catch {
    return undefined;
  }
}

function isHeadLine(line: EvidenceLine | undefined): line is EvidenceHead {
  return line !== undefined && "evidence" in line;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}
