/** SMS through Twilio. */
export type { TwilioParameters, TwilioSmsOptions } from "./read-options.ts";
export { twilioSms } from "./twilio-sms.ts";
