/** SMS through Twilio. */
export type { TwilioParameters, TwilioSmsOptions } from "./twilio-options.ts";
export { twilioSms } from "./twilio-sms.ts";
