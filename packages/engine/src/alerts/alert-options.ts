/** Who is notified of incidents, as the engine needs it. */
export interface AlertOptions {
  /** Posts one alert to the operators' own system; rejects when it was not accepted. Absent = there is none. */
  readonly post?: ((payload: AlertPayload, signal: AbortSignal) => Promise<void>) | undefined;
  /** Passes one alert to the program; rejects when it must be repeated. Absent = there is none. */
  readonly call?: AlertCall | undefined;
  /** `warn` every incident, `action` only those about which the machine did something that stops messages. */
  readonly from: AlertLevel;
  /** Most alerts an hour to each of them; further ones come together in one. */
  readonly perHour: number;
}

/** `warn` observed or slowed down · `action` paused, rerouted, or held. */
export type AlertLevel = "warn" | "action";

/** An alert as a mail says it. */
export interface AlertText {
  /** The same with every repetition of the same alert. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
}

/** Called with each alert. An alert whose call throws is repeated. */
export type AlertCall = (alert: AlertText, signal: AbortSignal) => Promise<unknown>;

/** An alert for a program. */
export interface AlertPayload {
  /** The same for every repetition of an alert. */
  readonly id: string;
  readonly body: string;
}
