/** Who is notified of incidents, as the engine needs it. */
export interface AlertOptions {
  /** Posts one alert to the operators' own system; rejects when it was not taken. Absent = there is none. */
  readonly post?: ((payload: AlertPayload, signal: AbortSignal) => Promise<void>) | undefined;
  readonly email?: AlertPeople | undefined;
  readonly sms?: AlertPeople | undefined;
  /** `warn` every incident, `action` only those about which the machine did something that stops messages. */
  readonly from: AlertLevel;
  /** Most alerts an hour to each of them; what is more comes as one. */
  readonly perHour: number;
}

/** `warn` seen, or slowed down · `action` paused, rerouted, or held. */
export type AlertLevel = "warn" | "action";

/** Operators on one channel. */
export interface AlertPeople {
  /** Addresses as they are stored. */
  readonly to: readonly string[];
  /** Provider that is tried first, such as `email.main`. @default in the order of the configuration */
  readonly via?: string | undefined;
}

/** An alert for a program. */
export interface AlertPayload {
  /** The same with every repetition of the same alert. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}
