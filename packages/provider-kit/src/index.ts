/** What three or more providers share. Providers build on it; applications never need it. */
export * from "./error-table.ts";
export * from "./http-answer.ts";
export * from "./http-caller.ts";
export * from "./private-address.ts";
export * from "./retry-after.ts";
export * from "./same-secret.ts";
export * from "./status-class.ts";
