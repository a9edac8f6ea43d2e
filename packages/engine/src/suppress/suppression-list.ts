import {
  allRows,
  type CallerDb,
  type Channel,
  ConfigError,
  checkOptions,
  type DepositResult,
  type Instant,
  isChannel,
  isInstant,
  nameAll,
  RelanceError,
  refuseProblems,
  type SuppressAnswer,
  type SuppressInput,
  type SuppressionRow,
  splitChunks,
  unknownNames,
} from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { contactDigests, storedNames } from "../base/keyed-hashes.ts";
import { deposit, type InTransaction } from "../deposit/deposit.ts";

const BATCH = 500;
/** The hash of this text is the id of an index key. The store uses the same text. */
const MARK = "the key of this index";

/** A contact to suppress: an address, or a keyed hash that this store exported. */
export interface SuppressionEntry {
  readonly channel: Channel;
  /** A phone number in E.164, or a mailbox. */
  readonly address?: string | undefined;
  readonly digest?: string | undefined;
  /** The value of {@link SuppressionList.index} at the time `digest` was exported. */
  readonly index?: string | undefined;
  readonly tenant?: string | undefined;
  /** Purpose of the suppressed messages, such as `marketing`; "" = all messages. @default "" */
  readonly purpose?: string | undefined;
  /** Who requested the change. @default "application" */
  readonly actor?: string | undefined;
  /**
   * The reason, such as `complaint`. `remove` removes only rules with this reason.
   * @default "manual", for `remove` any
   */
  readonly reason?: string | undefined;
  /** When the suppression ends. @default never */
  readonly expiresAt?: Instant | undefined;
}

/** The contacts that get no messages, in all campaigns. A rule applies to one contact, purpose and tenant. */
export interface SuppressionList {
  /** Ids of the index keys, joined by dots. An exported hash is valid only in a store that has all of them. */
  readonly index: string;
  /** Yields the current rules, the oldest first. */
  list(filter?: { readonly tenant?: string | undefined }): AsyncIterable<SuppressionRow>;
  /**
   * Suppresses contacts. Returns one result per entry. Recipients continue with their other contacts. With `db`, the
   * rules take effect after your transaction commits, before the next message is sent.
   * @throws {ConfigError} `config/db-unsupported` if the store cannot join your transaction
   */
  add(entries: readonly SuppressionEntry[]): Promise<readonly SuppressAnswer[]>;
  add(entries: readonly SuppressionEntry[], options: InTransaction): Promise<readonly DepositResult[]>;
  /**
   * Removes all rules about a contact, or only those with the given `purpose` or `reason`. Recipients resume if their
   * steps ended only for the given `reason`.
   * @throws {ConfigError} `config/db-unsupported` if the store cannot join your transaction
   */
  remove(entries: readonly SuppressionEntry[]): Promise<readonly SuppressAnswer[]>;
  remove(entries: readonly SuppressionEntry[], options: InTransaction): Promise<readonly DepositResult[]>;
}

type Digests = readonly [string, ...string[]];
type Reading = { readonly rule: Omit<SuppressInput, "digest">; readonly digests: Digests } | { readonly code: string };

export function createSuppressionList(context: EngineContext, onChange: () => void): SuppressionList {
  const { store, signer } = context;
  const marks = signer.digests(MARK);

  async function change(entries: readonly SuppressionEntry[], remove: boolean): Promise<readonly SuppressAnswer[]> {
    await context.options.ready?.();
    const answers: SuppressAnswer[] = [];
    for (const some of splitChunks(entries, BATCH)) {
      const readings = some.map((entry) => read(context, marks, entry, remove));
      const rules = await readRules(context, readings);
      const done = rules.flat().length === 0 ? [] : await store.suppress(rules.flat());
      let next = 0;
      readings.forEach((reading, place) => {
        const refused: SuppressAnswer = { status: "refused", people: 0 };
        const own = done.slice(next, next + (rules[place]?.length ?? 0));
        next += own.length;
        answers.push("code" in reading ? { ...refused, code: reading.code } : asOne(own, refused));
      });
    }
    if (answers.some(({ people }) => people > 0)) onChange();
    return answers;
  }

  async function depositRules(
    entries: readonly SuppressionEntry[],
    isLift: boolean,
    db: CallerDb,
  ): Promise<readonly DepositResult[]> {
    const readings = entries.map((entry) => read(context, marks, entry, isLift));
    const rules = (await readRules(context, readings)).flat();
    if (rules.length > 0) await deposit(context, db, [{ verb: "suppress", rules }]);
    return readings.map((reading) =>
      "code" in reading ? { status: "refused", code: reading.code } : { status: "deposited" },
    );
  }

  const changer =
    (call: string, isLift: boolean) => async (entries: readonly SuppressionEntry[], inside?: InTransaction) => {
      checkChange(call, entries, inside);
      return inside?.db === undefined ? change(entries, isLift) : depositRules(entries, isLift, inside.db);
    };

  return {
    index: marks.join("."),
    list(filter = {}) {
      checkOptions("suppressions.list", filter, ["tenant"]);
      return allRows((cursor) => store.suppressions({ ...filter, cursor, limit: BATCH }));
    },
    add: changer("suppressions.add", false) as SuppressionList["add"],
    remove: changer("suppressions.remove", true) as SuppressionList["remove"],
  };
}

const INSIDE = nameAll<InTransaction>()("db");
const ENTRY = nameAll<SuppressionEntry>()("channel address digest index tenant purpose actor reason expiresAt");

function checkChange(call: string, entries: readonly SuppressionEntry[], inside: InTransaction | undefined): void {
  checkOptions(call, inside, INSIDE);
  const found: unknown = entries;
  if (!Array.isArray(found)) throw new ConfigError("config/invalid", `${call} takes an array of entries`);
  refuseProblems(found.flatMap((entry: unknown, place) => unknownNames(entry, ENTRY, `entries[${place}]`)));
}

/** Returns one rule for each keyed hash of the contact; none for an invalid contact. */
async function readRules(
  context: EngineContext,
  readings: readonly Reading[],
): Promise<readonly (readonly SuppressInput[])[]> {
  const contacts = readings.flatMap((reading) => ("rule" in reading ? [reading.digests] : []));
  const names = await storedNames(context, contacts);
  let next = 0;
  return readings.map((reading) =>
    "rule" in reading ? (names[next++] ?? reading.digests).map((digest) => ({ ...reading.rule, digest })) : [],
  );
}

function asOne(answers: readonly SuppressAnswer[], none: SuppressAnswer): SuppressAnswer {
  const answer = answers.find(({ status }) => status !== "same") ?? answers[0] ?? none;
  return { ...answer, people: answers.reduce((sum, { people }) => sum + people, 0) };
}

function read(context: EngineContext, own: readonly string[], entry: SuppressionEntry, remove: boolean): Reading {
  const { channel, address, digest, index, tenant = "", purpose, expiresAt }: Partial<SuppressionEntry> = entry ?? {};
  const { reason = remove ? "" : "manual", actor = "application" }: Partial<SuppressionEntry> = entry ?? {};
  if (!isChannel(channel)) return { code: "message/no-contact" };
  if (expiresAt !== undefined && !isInstant(expiresAt)) return { code: "message/bad-time" };
  const texts = [tenant, purpose ?? "", reason, actor, digest ?? ""];
  if (!texts.every((text) => typeof text === "string")) return { code: "message/bad-text" };
  const rule = { tenant, channel, purpose, reason, actor, expiresAt: expiresAt?.getTime(), remove };
  if (address !== undefined && address !== "") {
    try {
      const known = context.options.readAddress(channel, address);
      return { rule, digests: contactDigests(context, channel, known) };
    } catch (error) {
      return { code: RelanceError.is(error) ? error.code : "message/bad-text" };
    }
  }
  if (digest === undefined || digest === "") return { code: "message/no-contact" };
  const isOurs = typeof index === "string" && index.split(".").every((mark) => own.includes(mark));
  return isOurs ? { rule, digests: [digest] } : { code: "message/foreign-digest" };
}
