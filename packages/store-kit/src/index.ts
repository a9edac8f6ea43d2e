/** What every store does alike. Stores build on it; applications never need it. */
export * from "./attempt-facts.ts";
export * from "./bin-counts.ts";
export * from "./campaign-states.ts";
export * from "./contacts.ts";
export * from "./counter-deltas.ts";
export * from "./counters.ts";
export * from "./earliest.ts";
export * from "./evidence-number.ts";
export * from "./hot-row.ts";
export * from "./lane-pace.ts";
export * from "./ledger.ts";
export * from "./person-changes.ts";
export * from "./receipt-folding.ts";
export * from "./version-facts.ts";
