/** Parts of the console's server that other pages of `@relance/cli` use. */
export { readBody } from "@relance/webhooks";
export { accessTo, isOurs } from "./access/access-control.ts";
export { answer, headers } from "./http/answers.ts";
export { eventStream, LiveFeed, toSections } from "./live/live-feed.ts";
