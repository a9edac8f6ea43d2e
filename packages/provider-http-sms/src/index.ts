/** SMS through any HTTP gateway, described in configuration. */
export type { AcceptRule, ErrorName } from "@relance/provider-kit";
export { httpSms } from "./http-sms.ts";
export type {
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
