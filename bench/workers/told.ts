/** A message from a worker process, which reports when it is ready and, at the end, the resources that it used. */
export interface WorkerMessage {
  readonly cpuSeconds: number;
}
