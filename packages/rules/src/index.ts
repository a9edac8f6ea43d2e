/** The state machine of one enrollment: what each fact does to it. Pure functions, no clock, no I/O. */
export * from "./acknowledge.ts";
export * from "./answer-effect.ts";
export * from "./change.ts";
export * from "./claim.ts";
export * from "./contacts.ts";
export * from "./control.ts";
export * from "./due.ts";
export * from "./enrollment.ts";
export * from "./evidence.ts";
export * from "./fold-acknowledgements.ts";
export * from "./ladder-time.ts";
export * from "./next-step.ts";
export * from "./place.ts";
export * from "./proven-strength.ts";
export * from "./receipt.ts";
export * from "./settle.ts";
