/**
 * Simulates recipients, carriers, mailboxes and push services from a seed. Client libraries reach the simulation
 * through provider APIs on loopback.
 */
export {
  type AudienceOptions,
  type AudienceRow,
  audience,
  inventPerson,
  inventPushToken,
  type PushDevice,
} from "./audience/audience.ts";
export { type BrowserHands, browserHands } from "./outside/browser/browser-hands.ts";
export { type FakeFcm, type FakeFcmOptions, fakeFcm } from "./outside/fcm/fake-fcm.ts";
export {
  type FakeSmsGateway,
  type FakeSmsGatewayOptions,
  fakeSmsGateway,
  gatewaySignature,
} from "./outside/gateway/fake-sms-gateway.ts";
export type { GatewayMessage, GatewayStatus } from "./outside/gateway/gateway-message.ts";
export type { CallbackTally } from "./outside/http/deliver.ts";
export type {
  FakeVendor,
  FakeVendorMode,
  FixedAnswer,
  NamedMode,
  TlsIdentity,
} from "./outside/http/http-fake-vendor.ts";
export type { NetworkOptions } from "./outside/http/loopback-network.ts";
export { type FakePostmark, type FakePostmarkOptions, fakePostmark } from "./outside/postmark/fake-postmark.ts";
export {
  type FakePushService,
  type FakePushServiceOptions,
  fakePushService,
} from "./outside/push/fake-push-service.ts";
export {
  type BrowserLike,
  type BrowserPageLike,
  type ChromiumScannerOptions,
  type ChromiumVisit,
  scanWithChromium,
} from "./outside/scanner/chromium-scanner.ts";
export { SCANNER_KINDS, type Scanner, type ScannerKind, scanner, type Visited } from "./outside/scanner/scanner.ts";
export {
  type FakeSmtp,
  type FakeSmtpOptions,
  fakeSmtp,
  type ReceivedMail,
  type SmtpAnswer,
  type SmtpMode,
} from "./outside/smtp/fake-smtp.ts";
export type { FakeVendorOptions } from "./outside/surroundings.ts";
export { type FakeTwilio, type FakeTwilioOptions, fakeTwilio } from "./outside/twilio/fake-twilio.ts";
export type { CallbackHabits } from "./outside/twilio/status-reporter.ts";
export type { TwilioMessage, TwilioStatus } from "./outside/twilio/twilio-message.ts";
export { twilioSignature } from "./outside/twilio/twilio-signature.ts";
export { type RealClock, realClock } from "./time/real-clock.ts";
export { type Clock, type VirtualClock, virtualClock } from "./world/clock.ts";
export type { Courier } from "./world/courier.ts";
export type { CourierOptions } from "./world/courier-options.ts";
export { EAGER_HABITS, type Habits, SILENT_HABITS, USUAL_HABITS } from "./world/habits.ts";
export type { Hands, Press, PressOutcome, Visit } from "./world/hands.ts";
export type { Carrier, InboundSms, MailHost, MailHostOptions, PushService } from "./world/hosts.ts";
export type { Latency, LatencyPart } from "./world/latency.ts";
export type { Gesture, Person, PersonRecord, ReceivedMessage, SubmittedMessage } from "./world/person.ts";
export type { WorldReport } from "./world/report.ts";
export type { Fault, Script, Weather } from "./world/script.ts";
export { type Dice, rollDice, type Subject } from "./world/seeded-random.ts";
export type { Letter, Refusal, Report, Submission, Ticket, Verdict } from "./world/submission.ts";
export type { Tally } from "./world/tally.ts";
export { createWorld, type Posted, type TestPhones, type World, type WorldOptions } from "./world/world.ts";
