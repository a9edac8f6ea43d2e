/** What providers share. Providers build on it; applications never need it. */
export * from "./answer-reader.ts";
export * from "./attempt-tag.ts";
export * from "./check-options.ts";
export * from "./device-payload.ts";
export * from "./device-receipts.ts";
export * from "./error-table.ts";
export * from "./field-path.ts";
export * from "./fit-for-mail.ts";
export * from "./http-answer.ts";
export * from "./http-caller.ts";
export * from "./http2-caller.ts";
export * from "./private-address.ts";
export * from "./retry-after.ts";
export * from "./same-secret.ts";
export * from "./signed-request.ts";
export * from "./status-class.ts";
