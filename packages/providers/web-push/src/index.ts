/** Web push with VAPID. The browser's side: `@relance/provider-web-push/service-worker` and `/subscribe`. */
export { webPush } from "./web-push.ts";
export type { Urgency, VapidKeys, WebPushOptions } from "./web-push-options.ts";
