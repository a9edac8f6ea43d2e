import type { Report } from "../../world/submission.ts";

/** Where a message of the gateway stands. */
export type GatewayStatus = "accepted" | "sent" | "delivered" | "undelivered" | "expired" | "cancelled";

/** A message as the gateway keeps it. */
export interface GatewayMessage {
  /** The gateway's id. */
  readonly id: string;
  /** The sender's id, as given with the request. */
  readonly reference: string | undefined;
  readonly to: string;
  readonly text: string;
  /** Where delivery reports are posted. */
  readonly callback: string | undefined;
  readonly createdAt: number;
  status: GatewayStatus;
  /** With `undelivered`: `unknown_subscriber` or `absent_subscriber`. */
  error: string | undefined;
  updatedAt: number;
}

/** What the gateway says of a message: in answers, look-ups and delivery reports alike. */
export function gatewayView(message: GatewayMessage): Readonly<Record<string, unknown>> {
  const { id, reference, to, status, error, updatedAt } = message;
  return { id, reference, to, status, error, at: new Date(updatedAt).toISOString() };
}

/** Moves a message on, never back. */
export function applyReport(message: GatewayMessage, report: Report): void {
  const isFinal = message.status !== "accepted" && message.status !== "sent";
  if (isFinal) return;
  message.status = statusOf(report);
  message.error = errorOf(report);
  message.updatedAt = report.at;
}

function statusOf({ kind, reason }: Report): GatewayStatus {
  if (kind === "in-transit") return "sent";
  if (kind !== "undelivered") return "delivered";
  return reason === "expired" ? "expired" : "undelivered";
}

function errorOf({ reason }: Report): string | undefined {
  if (reason === "unknown-address") return "unknown_subscriber";
  return reason === "unreachable" ? "absent_subscriber" : undefined;
}
