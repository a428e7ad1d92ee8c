import type { OutgoingClass } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type ProviderAnswer, readProviderError } from "./provider-answer.ts";

export type SendAnswer = { is: "accepted"; providerId: string } | { is: ProviderAnswer; code: string };

type SesClient = import("@aws-sdk/client-ses").SESClient;
let ses: SesClient | undefined;

/** Hands one copy over to the main provider. Never throws, never tries twice. */
export async function sendBySes(
  ctx: Ctx,
  copy: { recipientId: string; class: OutgoingClass; fromLocalPart: string; to: string; raw: Buffer },
): Promise<SendAnswer> {
  const { SendRawEmailCommand, SESClient } = await import("@aws-sdk/client-ses");
  // The SDK must not try again by itself: it cannot know whether the first try was taken.
  ses ??= new SESClient({
    region: ctx.env.region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
    ...(ctx.env.endpoints.ses === undefined ? {} : { endpoint: ctx.env.endpoints.ses }),
  });
  const { sesConfigurationSet: usual, sesSecurityConfigurationSet: security } = ctx.env;
  try {
    const { MessageId } = await ses.send(
      new SendRawEmailCommand({
        Source: `${copy.fromLocalPart}@${ctx.env.mailDomain}`,
        Destinations: [copy.to],
        RawMessage: { Data: copy.raw },
        ConfigurationSetName: copy.class === "security" ? (security ?? usual) : usual,
        Tags: [{ Name: "r", Value: copy.recipientId }],
      }),
    );
    return MessageId === undefined
      ? { is: "uncertain", code: "no_id" }
      : { is: "accepted", providerId: MessageId };
  } catch (error) {
    return { is: readProviderError(error), code: error instanceof Error ? error.name : "unknown" };
  }
}
