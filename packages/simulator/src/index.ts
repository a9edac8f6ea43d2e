/**
 * A seeded world of people, carriers, mailboxes and push services: behind loopback far ends for the real libraries,
 * or in process on a virtual clock. docs/simulator.md shows both.
 */
export * from "./audience/audience.ts";
export * from "./audience/phone-number.ts";
export * from "./audience/push-device.ts";
export * from "./farends/browser/browser-hands.ts";
export * from "./farends/gateway/fake-sms-gateway.ts";
export type { GatewayMessage, GatewayStatus } from "./farends/gateway/gateway-message.ts";
export * from "./farends/gateway/gateway-signature.ts";
export type { CallbackTally } from "./farends/http/deliver.ts";
export type { FarEnd, FarEndMode, FixedAnswer, NamedMode, TlsIdentity } from "./farends/http/http-far-end.ts";
export type { NetworkOptions } from "./farends/http/loopback-network.ts";
export * from "./farends/push/fake-push-service.ts";
export * from "./farends/scanner/chromium-scanner.ts";
export * from "./farends/scanner/scanner.ts";
export type { SmtpAnswer, SmtpMode } from "./farends/smtp/fake-smtp.ts";
export * from "./farends/smtp/fake-smtp.ts";
export * from "./farends/twilio/fake-twilio.ts";
export type { CallbackHabits } from "./farends/twilio/status-reporter.ts";
export type { TwilioErrorCode } from "./farends/twilio/twilio-error.ts";
export type { TwilioMessage, TwilioStatus } from "./farends/twilio/twilio-message.ts";
export * from "./farends/twilio/twilio-signature.ts";
export * from "./providers/simulated-channels.ts";
export * from "./providers/simulated-email.ts";
export type { SimulatedOptions, SimulatedProvider } from "./providers/simulated-provider.ts";
export * from "./providers/simulated-push.ts";
export { type RealClock, realClock } from "./time/real-clock.ts";
export type { Carrier, InboundSms } from "./world/carrier.ts";
export { type Clock, type VirtualClock, virtualClock } from "./world/clock.ts";
export type { Courier } from "./world/courier.ts";
export type { CourierOptions } from "./world/courier-options.ts";
export * from "./world/habits.ts";
export type { Hands, Press, PressOutcome, Visit } from "./world/hands.ts";
export * from "./world/latency.ts";
export type { Letter } from "./world/letter.ts";
export type { MailHost, MailHostOptions } from "./world/mail-host.ts";
export type { Gesture, Person, PersonRecord, ReceivedMessage, SubmittedMessage } from "./world/person.ts";
export type { PushService } from "./world/push-service.ts";
export type { WorldReport } from "./world/report.ts";
export type { Fault, Script, Weather } from "./world/script.ts";
export * from "./world/seeded-random.ts";
export type { Refusal, Report, Submission, Ticket, Verdict } from "./world/submission.ts";
export type { Tally } from "./world/tally.ts";
export * from "./world/world.ts";
