import { httpSms } from "@relance/provider-http-sms";

export const main = httpSms({
  preset: "aws",
  region: "eu-west-3",
  credentials: {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? "",
  },
  from: "MAIRIE",
  configurationSet: "relance",
  topicArn: "arn:aws:sns:eu-west-3:123456789012:sms-events",
});
