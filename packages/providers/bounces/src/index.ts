/** Reads delivery reports and complaints, and creates return paths that cannot be forged. */
export { readBounce } from "./read-bounce.ts";
export type {
  Action,
  BounceReading,
  Complaint,
  DeliveryReport,
  NotABounce,
  ReportedRecipient,
  Unreadable,
  Verdict,
} from "./reading.ts";
export type { Reason } from "./reason.ts";
export { type ReturnPath, type ReturnPathKeys, type ReturnPaths, returnPaths } from "./return-path.ts";
