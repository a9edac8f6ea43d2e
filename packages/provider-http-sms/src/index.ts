/** SMS through any HTTP gateway, described in configuration. */
export type { AcceptRule, ErrorName } from "@relance/provider-kit";
export { httpSms } from "./http-sms.ts";
export type {
  BodyTemplate,
  CancelOptions,
  HttpSmsOptions,
  JsonTemplate,
  LookupOptions,
  RequestSigner,
} from "./http-sms-options.ts";
export type { PresetOptions, PresetSettings } from "./presets/presets.ts";
export type {
  Ed25519Check,
  HmacCheck,
  JwtCheck,
  ReceiptOptions,
  ReplyOptions,
  SenderProof,
  StatusMeaning,
  TimestampedCheck,
  TokenCheck,
} from "./receipt-options.ts";
