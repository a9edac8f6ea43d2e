/** SMS through any HTTP gateway that you describe, or a vendor's preset. */
export type { AcceptRule, ErrorName, RequestSigner, UnsignedRequest } from "@relance/provider-kit";
export type { AwsCredentialSource, AwsCredentials, SnsTopics } from "@relance/provider-kit/aws";
export { httpSms } from "./http-sms.ts";
export type {
  BodyTemplate,
  HttpSmsOptions,
  JsonTemplate,
  LookupOptions,
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
  TokenCheck,
} from "./receipt-options.ts";
