/** Who is notified of incidents, as the engine needs it. */
export interface AlertOptions {
  /** Posts one alert to the operators' own system; rejects if it was not accepted. Absent = none. */
  readonly post?: ((payload: AlertPayload, signal: AbortSignal) => Promise<void>) | undefined;
  readonly email?: AlertPeople | undefined;
  readonly sms?: AlertPeople | undefined;
  /** `warn` = every incident, `action` = only those for which the watch took a measure that stops messages. */
  readonly from: AlertLevel;
  /** Most alerts an hour to each receiver; further ones are combined. */
  readonly perHour: number;
}

/** `warn` observed or slowed down · `action` paused, rerouted, or held. */
export type AlertLevel = "warn" | "action";

/** Operators on one channel. */
export interface AlertPeople {
  /** Addresses as they are stored. */
  readonly to: readonly string[];
  /** Provider to try first, such as `email.main`. @default the configuration's order */
  readonly via?: string | undefined;
}

/** An alert for a program. */
export interface AlertPayload {
  /** The same for every repetition of an alert. */
  readonly id: string;
  readonly body: string;
}
