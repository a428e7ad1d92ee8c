import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { answerFrame } from "../modules/mail/jobs.ts";
import { mailPreviews, mediationMailbox } from "../modules/mediation/index.ts";
import { containerContext } from "../platform/ctx.ts";
import { cameIn, entranceHeader } from "../platform/entrance.ts";

/** Serves the sanitised HTML of one message, or one of our mails with invented people, to a sandboxed frame, on the files origin. */
export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  const ctx = containerContext(event.requestContext.requestId, "message-frame", { kind: "visitor" });
  if (!cameIn(ctx.env.entranceSecret, event.headers[entranceHeader])) return { statusCode: 403 };
  const ticket = event.rawPath.slice("/frames/".length);
  const answer = await answerFrame(
    ctx,
    [mediationMailbox, mailPreviews(ctx.env)],
    ticket,
    event.queryStringParameters?.theme,
  );
  return { statusCode: answer.status, headers: answer.headers, body: answer.body };
};
