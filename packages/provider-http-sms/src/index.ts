/** SMS through any HTTP gateway, described in configuration. */
export type { ErrorName } from "./error-names.ts";
export { httpSms } from "./http-sms.ts";
export type {
  AcceptRule,
  BodyTemplate,
  CancelOptions,
  HttpSmsOptions,
  JsonTemplate,
  LookupOptions,
} from "./http-sms-options.ts";
export type {
  HmacCheck,
  ReceiptOptions,
  ReplyOptions,
  StatusMeaning,
  TokenCheck,
} from "./receipt-options.ts";
