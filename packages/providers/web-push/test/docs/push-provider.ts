import { webPush } from "@relance/provider-web-push";

export const push = webPush({
  vapid: {
    subject: "mailto:help@example.org",
    publicKey: process.env.VAPID_PUBLIC_KEY ?? "",
    privateKey: process.env.VAPID_PRIVATE_KEY ?? "",
  },
});
