import type { AttemptIds, ClockBeats, ClosedWalks, FairShares, SliceWalks } from "@relance/store";
import type { Versions } from "../campaigns/versions.ts";
import type { BinShelf } from "../counts/bin-shelf.ts";
import type { Lookups } from "../people/lookups.ts";
import type { Processes } from "../workers/process-identity.ts";
import type { Sql } from "./sql.ts";
import type { Words } from "./words.ts";

/** Where time comes from (R12). The store's logic reads no other clock. */
export interface Clocks {
  /** Milliseconds since 1970: the one clock of everything stored. */
  now(): number;
  /** The clock of leases and heartbeats: the same, but for demonstrations that fast-forward the first. */
  liveNow(): number;
  /** A clock that never jumps, for slices and for noticing that the first one did. */
  steadyNow(): number;
}

/** How this store works. */
export interface Settings {
  /** A set-based slice ends after this, whatever its row count. */
  readonly maxSliceMs: number;
  /** Only one live worker sends; the others stay ready. */
  readonly isSingleWorker: boolean;
  /** A jump of the clock stops escalation until it was calm for five minutes. */
  readonly watchesClock: boolean;
}

/** An open store. */
export interface StoreContext {
  readonly sql: Sql;
  readonly words: Words;
  readonly versions: Versions;
  readonly lookups: Lookups;
  readonly shelf: BinShelf;
  /** The parts of each campaign that are counted by themselves. */
  readonly parts: Map<number, Set<number>>;
  /** How claims have shared each provider among campaigns. */
  readonly shares: FairShares;
  /** Where claims looked for people of slices that are led elsewhere. */
  readonly walks: SliceWalks;
  /** Where people were looked at who wait for a provider that takes nothing. */
  readonly closedWalks: ClosedWalks;
  readonly clocks: Clocks;
  readonly settings: Settings;
  /** Who else lives on this machine. */
  readonly processes: Processes;
  /** Names this store's life; part of every events cursor. */
  readonly incarnation: string;
  readonly attemptIds: AttemptIds;
  /** Names the file. */
  readonly place: string;
  /** The clocks at this process's beats. */
  readonly beats: ClockBeats;
  /** A recount under way, see audit. */
  readonly recount: Recount;
}

/** A recount that walks id ranges while others write: rows already counted report what changes about them. */
export interface Recount {
  /** Enrollments up to this id are counted; -1 = no recount is under way. */
  enrollmentsThrough: number;
  /** Attempts up to this id are counted. */
  attemptsThrough: number;
  /** Changes when another process commits. */
  dataVersion: number;
  /** Live time of the last count in one transaction. */
  atOnceAt: number;
  /** campaign · kind · step · provider · a · b → n */
  readonly counts: Map<string, number>;
}
